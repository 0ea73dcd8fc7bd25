# What the scripts of this folder share: a Python with what requirements.txt says. For bash scripts whose working
# directory is the repository's.
# shellcheck source=tests/python_environment.sh
. tests/python_environment.sh

analysis_cache=${TELEX_ANALYSIS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/telex-analysis}
mkdir -p "$analysis_cache"

# It is the python3 of all that runs after this, and finds the package telex and the library of preset release.
enter_analysis_environment() {
  enter_python_environment "$analysis_cache" tests/analysis/requirements.txt
  export PYTHONPATH="$PWD/examples/python/src:$PWD/examples/analysis/src:$PWD/examples/spark/src"
  export PYSPARK_PYTHON="$python_environment/bin/python3" TELEX_LIBRARY="$PWD/build/release/lib/libtelex.so"
}
