# Root file systems made of this machine's own Debian or Ubuntu packages. Needs common.sh.

# debian_base_sources: prints the file that lists this machine's distribution packages; foreign sources stay outside.
debian_base_sources() {
  local file
  for file in /etc/apt/sources.list.d/{debian,ubuntu}.sources /etc/apt/sources.list; do
    [[ ! -s $file ]] || { printf '%s\n' "$file" && return 0; }
  done
  die "no package sources of Debian or Ubuntu in /etc/apt"
}

# debian_base ARCHIVE PACKAGES OPTIONS...: makes ARCHIVE (.tar.zst) with PACKAGES (a list with commas) and what they depend
# on, unless it is there. OPTIONS as in mmdebstrap(1).
debian_base() {
  local archive=$1 packages=$2
  shift 2
  [[ ! -f $archive ]] || return 0
  step "unpack packages for the $(basename "$(dirname "$archive")"): $packages"
  mkdir -p "$(dirname "$archive")"
  run_quietly "$archive.log" mmdebstrap --include="$packages" --aptopt='Apt::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' "$@" \
    "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$archive.new.tar" "$(debian_base_sources)"
  zstd --quiet -3 -T0 --rm --force "$archive.new.tar" -o "$archive.new"
  mv "$archive.new" "$archive"
}
