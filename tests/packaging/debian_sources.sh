# Functions that fetch Debian's source packages, to $work/sources. For bash scripts that set `work`.

# Fetches and unpacks source packages by a configuration of apt's own beside the system's, with the system's mirrors.
fetch_sources() { # packages...
  local config="$work/apt" file
  mkdir -p "$config/parts" "$config/lists/partial" "$config/cache/archives/partial" "$work/sources"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    if [ -e "$file" ]; then sed -n 's/^deb /deb-src /p' "$file" >"$config/parts/$(basename "$file" .list).list"; fi
  done
  for file in /etc/apt/sources.list.d/*.sources; do
    if [ -e "$file" ]; then sed 's/^Types:.*/Types: deb-src/' "$file" >"$config/parts/$(basename "$file")"; fi
  done
  local options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$config/parts"
    -o "Dir::State::lists=$config/lists" -o "Dir::Cache=$config/cache" -o APT::Sandbox::User=root
    -o Acquire::Retries=3)
  apt-get "${options[@]}" update
  (cd "$work/sources" && apt-get "${options[@]}" source "$@")
}

# The folder that the source package was unpacked to.
source_of() { # package
  local folder
  folder=$(find "$work/sources" -maxdepth 1 -type d -name "$1-*" | head -n 1)
  [ -n "$folder" ] || { echo "no source of $1" >&2; return 1; }
  echo "$folder"
}
