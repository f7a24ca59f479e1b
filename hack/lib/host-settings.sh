# Kernel settings of this machine that nodes in containers and podman's networks change: kept and put back.

# kubelet sets those of kernel and vm (host-wide even from a container), podman's network those of net.
HOST_SETTINGS=(
  kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes
  vm.overcommit_memory vm.panic_on_oom net.ipv4.ip_forward net.ipv6.conf.all.forwarding
)

# host_settings_save FILE: writes the values of now to FILE, unless FILE exists: then an earlier run has not put them
# back yet, and its values are the right ones.
host_settings_save() {
  local key
  [[ ! -f $1 ]] || return 0
  mkdir -p "$(dirname "$1")"
  for key in "${HOST_SETTINGS[@]}"; do
    [[ ! -f /proc/sys/${key//./\/} ]] || printf '%s=%s\n' "$key" "$(</proc/sys/"${key//./\/}")"
  done >"$1.new"
  mv "$1.new" "$1"
}

# host_settings_restore FILE: puts the values in FILE back, names those that differed, and removes FILE.
host_settings_restore() {
  local key value file
  [[ -f $1 ]] || return 0
  while IFS='=' read -r key value; do
    file=/proc/sys/${key//./\/}
    if [[ $(<"$file") != "$value" ]]; then
      step "put back $key=$value (was $(<"$file"))"
      printf '%s\n' "$value" >"$file"
    fi
  done <"$1"
  rm "$1"
}
