# The Kubernetes programs of this machine, for the node image and for tests against an API server alone.
# Needs common.sh, and node-image.sh for the version.

KUBERNETES_PROGRAMS=(kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl)

# key TEXT...: a short name for all of TEXT.
key() { printf '%s\n' "$@" | sha256sum | cut -c 1-16; }

# key_of_files FILES...: a short name for names, modes and contents.
key_of_files() { tar --create --sort=name --mtime=@0 --owner=0 --group=0 "$@" | sha256sum | cut -c 1-16; }

# kubernetes_programs_directory: prints where kubernetes_programs_compile leaves them: the key is made of all that goes in.
kubernetes_programs_directory() {
  printf '%s/kubernetes-programs/%s\n' "$(cache_directory)" \
    "$(key "$(key_of_files hack/kubernetes-node/go.mod hack/kubernetes-node/go.sum)" "${KUBERNETES_PROGRAMS[@]}" "$(uname -m)")"
}

# kubernetes_programs_compile: compiles them from their Go modules as go.mod and go.sum pin them (minutes), unless they are
# there. They say their version as a release does, so that nodes show it.
kubernetes_programs_compile() {
  local directory version minor flags="-s -w" package program
  directory=$(kubernetes_programs_directory)
  [[ ! -d $directory ]] || return 0
  rm -rf "$directory.new"
  mkdir -p "$directory.new"
  version=$(kubernetes_version)
  minor=${version#v1.}
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    flags+=" -X $package.gitVersion=$version -X $package.gitMajor=1 -X $package.gitMinor=${minor%%.*}"
    flags+=" -X $package.gitTreeState=clean"
  done
  for program in "${KUBERNETES_PROGRAMS[@]}"; do
    step "compile $program $version"
    (cd hack/kubernetes-node && CGO_ENABLED=0 nice -n 10 go build -trimpath -ldflags "$flags" \
      -o "$directory.new/$program" "k8s.io/kubernetes/cmd/$program")
  done
  mv "$directory.new" "$directory"
}

# kube_apiserver_prepare: makes kube-apiserver and kubectl present in kube_apiserver_directory: compiled where the node image
# is built here; where a registry answers, from the published images, by a podman that is configured (THIS ROUTE HAS NOT
# YET BEEN RUN BY ANYONE, as that of the node image).
kube_apiserver_prepare() {
  local directory program container
  if node_image_is_local "$(node_image)"; then
    kubernetes_programs_compile
    return
  fi
  directory=$(kube_apiserver_directory)
  mkdir -p "$directory"
  for program in kube-apiserver kubectl; do
    [[ ! -x $directory/$program ]] || continue
    step "fetch $program $(kubernetes_version)"
    container=$(podman create "registry.k8s.io/$program:$(kubernetes_version)")
    podman cp "$container:$([[ $program == kubectl ]] && echo /bin || echo /usr/local/bin)/$program" "$directory/$program.new"
    podman rm "$container" >/dev/null
    mv "$directory/$program.new" "$directory/$program"
  done
}

# kube_apiserver_directory: prints where kube_apiserver_prepare leaves the programs.
kube_apiserver_directory() {
  if node_image_is_local "$(node_image)"; then
    kubernetes_programs_directory
  else
    printf '%s/kube-apiserver/%s\n' "$(cache_directory)" "$(kubernetes_version)"
  fi
}
