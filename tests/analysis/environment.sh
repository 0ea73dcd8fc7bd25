# What the scripts of this folder share: a Python with what requirements.txt says. For bash scripts whose working
# directory is the repository's.

analysis_cache=${TELEX_ANALYSIS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/telex-analysis}
mkdir -p "$analysis_cache"

# Made once; it is the python3 of all that runs after this, and finds the package telex and the library of preset release.
enter_analysis_environment() {
  local requirements=tests/analysis/requirements.txt environment
  environment="$analysis_cache/python-$({ python3 --version; cat "$requirements"; } | sha256sum | cut -c 1-16)"
  if [ ! -e "$environment/complete" ]; then
    rm -rf "$environment"
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    touch "$environment/complete"
  fi
  PATH="$environment/bin:$PATH"
  export PYTHONPATH="$PWD/examples/python/src:$PWD/examples/analysis/src:$PWD/examples/spark/src"
  export PYSPARK_PYTHON="$environment/bin/python3" TELEX_LIBRARY="$PWD/build/release/lib/libtelex.so"
}
