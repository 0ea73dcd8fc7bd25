# A Python with what a requirements.txt says. For bash scripts whose working directory is the repository's.

# Made once, in the folder `cache`; its bin/python3 is the python3 of all that runs after this. Its folder is in
# `python_environment`.
enter_python_environment() { # cache requirements
  python_environment="$1/python-$({ python3 --version; cat "$2"; } | sha256sum | cut -c 1-16)"
  if [ ! -e "$python_environment/complete" ]; then
    rm -rf "$python_environment"
    python3 -m venv "$python_environment"
    "$python_environment/bin/pip" install --quiet --disable-pip-version-check -r "$2"
    touch "$python_environment/complete"
  fi
  PATH="$python_environment/bin:$PATH"
}
