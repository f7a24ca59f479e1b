# What a machine must have before a script changes anything, and what the scripts install themselves.
# Needs common.sh, jdk.sh for "jdk", node-image.sh for "node-image".

# prerequisites_check WHAT...: checks all of WHAT, prints every missing one with the command that cures it, and ends the
# script with 1 if there is any. Changes nothing. WHAT:
#   linux        the machine runs Linux
#   root         we are root
#   jdk          a JDK 25, in JAVA_HOME or under /usr/lib/jvm
#   maven        Maven
#   node-image   what the chosen node image needs: Go 1.26 where it must be built here
prerequisites_check() {
  local what missing=()
  for what; do
    case $what in
      linux) [[ $(uname -s) == Linux ]] || missing+=("Linux: this machine runs $(uname -s). Use a Linux machine or a virtual one.") ;;
      root) [[ $(prerequisites_user) == 0 ]] || missing+=("root: nodes and virtual addresses need it. Run: sudo --preserve-env=JAVA_HOME,PATH $0") ;;
      jdk) jdk_home >/dev/null || missing+=("JDK 25, in JAVA_HOME or under /usr/lib/jvm. Run: apt-get install openjdk-25-jdk-headless (or temurin-25-jdk where the distribution has none), then: export JAVA_HOME=<its directory>") ;;
      maven) command -v mvn >/dev/null || missing+=("Maven. Run: apt-get install maven") ;;
      node-image) prerequisites_go || missing+=("Go 1.26 or later: no container registry answers, so Kubernetes is compiled here. Run: apt-get install golang-1.26-go (or unpack a release of Go to /usr/local/go), then: export PATH=<its bin directory>:\$PATH") ;;
      *) die "prerequisites_check: unknown: $what" ;;
    esac
  done
  ((${#missing[@]} == 0)) && return 0
  printf 'missing: %s\n' "${missing[@]}" >&2
  printf 'error: %s of the things this needs are missing; nothing has been changed\n' "${#missing[@]}" >&2
  exit 1
}

# prerequisites_user: prints the user id; a function so that a test can be somebody else.
prerequisites_user() { id -u; }

# prerequisites_go: true when Go is not needed or recent enough.
prerequisites_go() {
  local version
  node_image_is_local "$(node_image)" || return 0
  version=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null) || return 1
  [[ $version =~ ^go1\.([0-9]+) ]] && ((BASH_REMATCH[1] >= 26))
}

# prerequisites_packages PURPOSE: prints the packages for PURPOSE:
#   cluster   nodes in containers, and the images for them
#   apiserver an API server without nodes: etcd, never as a service
#   kernel    tests in network namespaces; keepalived and FRR are the other parties of some
prerequisites_packages() {
  case $1 in
    cluster) echo podman runc netavark aardvark-dns conmon mmdebstrap iptables zstd curl ;;
    apiserver) echo etcd-server ;;
    kernel) echo iproute2 tcpdump nftables keepalived frr iputils-arping libcap2-bin util-linux libfaketime ;;
    *) die "prerequisites_packages: unknown: $1" ;;
  esac
}

# prerequisites_install PURPOSE...: installs those packages that are missing. No service is started or enabled by it.
prerequisites_install() {
  local purpose package wanted missing=()
  for purpose; do
    read -ra wanted < <(prerequisites_packages "$purpose")
    for package in "${wanted[@]}"; do
      prerequisites_installed "$package" || missing+=("$package")
    done
  done
  ((${#missing[@]})) || return 0
  step "install packages: ${missing[*]}"
  run_quietly target/log/apt-update.log apt-get update
  prerequisites_without_services run_quietly target/log/apt-install.log \
    env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
  for package in "${missing[@]}"; do prerequisites_disable "$package"; done
}

# prerequisites_installed PACKAGE
prerequisites_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# prerequisites_without_services COMMAND...: runs COMMAND while packages may not start services. policy-rc.d is the
# package system's own way to say so; one that is there already keeps its word.
prerequisites_without_services() {
  local policy=/usr/sbin/policy-rc.d status=0
  [[ ! -e $policy ]] || { "$@" && return 0 || return $?; }
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  "$@" || status=$?
  rm "$policy"
  return "$status"
}

# prerequisites_disable PACKAGE: its services will not start at the next boot either: we installed it as a program.
prerequisites_disable() {
  local unit units=()
  command -v systemctl >/dev/null || return 0
  while read -r unit; do
    units+=("$(basename "$unit")")
  done < <(dpkg-query --listfiles "$1" | grep -E '^(/usr)?/lib/systemd/system/[^/@]+\.(service|socket|timer|path)$')
  ((${#units[@]} == 0)) || run_quietly "target/log/disable-$1.log" systemctl disable "${units[@]}"
}
