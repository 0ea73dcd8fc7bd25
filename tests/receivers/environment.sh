# What the scripts of this folder share: the cache, and a Python with what requirements.txt says. For bash scripts whose
# working directory is the repository's.

receivers_cache=${TELEX_RECEIVERS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/telex-receivers}
mkdir -p "$receivers_cache"

# Made once; it is the python3 of all that runs after this.
enter_python_environment() {
  local requirements=tests/receivers/requirements.txt environment
  environment="$receivers_cache/python-$({ python3 --version; cat "$requirements"; } | sha256sum | cut -c 1-16)"
  if [ ! -e "$environment/complete" ]; then
    rm -rf "$environment"
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    touch "$environment/complete"
  fi
  PATH="$environment/bin:$PATH"
}
