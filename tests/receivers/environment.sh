# What the scripts of this folder share: the cache, and a Python with what requirements.txt says. For bash scripts whose
# working directory is the repository's.
# shellcheck source=tests/python_environment.sh
. tests/python_environment.sh

receivers_cache=${TELEX_RECEIVERS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/telex-receivers}
mkdir -p "$receivers_cache"

# It is the python3 of all that runs after this.
enter_receivers_environment() {
  enter_python_environment "$receivers_cache" tests/receivers/requirements.txt
}
