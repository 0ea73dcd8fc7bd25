# Functions that fetch Debian's source packages, to $work/sources, and other architectures' packages. For bash scripts
# that set `work`.

# Runs apt-get or apt-cache by a configuration of its own beside the system's, with the system's mirrors.
private_apt() { # sources|architecture get|cache arguments...
  local kind=$1 program="apt-$2" config="$work/apt-$1" file edit types=deb
  shift 2
  if [ "$kind" = sources ]; then types=deb-src; fi
  if [ ! -d "$config" ]; then
    mkdir -p "$config/parts" "$config/lists/partial" "$config/cache/archives/partial"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
      edit="s/^deb /$types /p"
      if [ -e "$file" ]; then sed -n "$edit" "$file" >"$config/parts/$(basename "$file" .list).list"; fi
    done
    for file in /etc/apt/sources.list.d/*.sources; do
      if [ -e "$file" ]; then sed "s/^Types:.*/Types: $types/" "$file" >"$config/parts/$(basename "$file")"; fi
    done
  fi
  local options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$config/parts"
    -o "Dir::State::lists=$config/lists" -o "Dir::Cache=$config/cache" -o APT::Sandbox::User=root
    -o Acquire::Retries=3)
  if [ "$kind" != sources ]; then
    options+=(-o "APT::Architecture=$kind" -o "APT::Architectures=$kind" -o Dir::State::status=/dev/null)
  fi
  "$program" "${options[@]}" "$@"
}

# Fetches the newest version of a package that the mirrors have: one of them may be out of step just now, and list a
# version that it no longer, or not yet, has.
fetch_newest() { # sources|architecture source|download package
  local kind=$1 way=$2 package=$3 list=(madison) version versions
  if [ "$kind" = sources ]; then list=(showsrc --only-source); fi
  mapfile -t versions < <(private_apt "$kind" cache "${list[@]}" "$package" |
    sed -n 's/^Version: //p; s/^[^|]*| *\([^ |]*\) *|.*/\1/p' | sort -Vru)
  for version in "${versions[@]}"; do
    if private_apt "$kind" get "$way" "$package=$version"; then return 0; fi
  done
  echo "the mirrors have no package $package for $kind (versions listed: ${versions[*]-none})" >&2
  return 1
}

# Fetches and unpacks source packages.
fetch_sources() { # packages...
  local package
  mkdir -p "$work/sources"
  private_apt sources get update || true
  for package in "$@"; do (cd "$work/sources" && fetch_newest sources source "$package"); done
}

# The folder that the source package was unpacked to.
source_of() { # package
  local folder
  folder=$(find "$work/sources" -maxdepth 1 -type d -name "$1-*" | head -n 1)
  [ -n "$folder" ] || { echo "no source of $1" >&2; return 1; }
  echo "$folder"
}

# Unpacks packages of an architecture, and those that they need in exactly one version, into a folder. They are not
# installed: they need not be of the system's versions, and may exclude the system's own.
fetch_packages() { # architecture folder packages...
  local architecture=$1 folder=$2 package needed
  shift 2
  mkdir -p "$folder" "$work/packages"
  private_apt "$architecture" get update || true
  for package in "$@"; do (cd "$work/packages" && fetch_newest "$architecture" download "$package"); done
  mapfile -t needed < <(for package in "$work/packages"/*.deb; do dpkg-deb -f "$package" Depends; done |
    tr ',' '\n' | sed -n 's/^ *\([^ ]*\) (= \([^)]*\)).*/\1=\2/p')
  (cd "$work/packages" && private_apt "$architecture" get download "${needed[@]}")
  for package in "$work/packages"/*.deb; do dpkg-deb -x "$package" "$folder"; done
}
