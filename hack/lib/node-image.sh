# Which image the Kubernetes nodes are made of. Needs common.sh and podman.sh where an image is fetched or built.
#
# Where a container registry answers: K3s, as published. THIS ROUTE HAS NOT YET BEEN RUN BY ANYONE: it was written from
# the documentation on a machine that has no container registry.
# Where none answers: a node image built here from packages (hack/kubernetes-node), which behaves like K3s.

# kubernetes_version: prints the version of both images, such as v1.36.3; hack/kubernetes-node/go.mod decides it.
kubernetes_version() { sed -n 's#^\tk8s.io/kubernetes \(v[0-9.]*\) .*#\1#p' hack/kubernetes-node/go.mod; }

# k3s_image: prints the name of the published image.
k3s_image() { printf 'docker.io/rancher/k3s:%s-k3s1\n' "$(kubernetes_version)"; }

# local_node_image: prints the name of the image that is built here.
local_node_image() { printf 'localhost/kubernetes-node:%s\n' "$(kubernetes_version)"; }

# registry_answers: true when the registry of the published image speaks to this machine. 401 is its way to say hello.
registry_answers() {
  local status
  status=$(curl --silent --max-time 5 --output /dev/null --write-out '%{http_code}' https://registry-1.docker.io/v2/) || return 1
  [[ $status == 200 || $status == 401 ]]
}

# node_image [PROBE...]: prints the image for the nodes: VIRTUALIP_NODE_IMAGE where set, else by what PROBE says
# (a command that is true where a registry answers; registry_answers when left out).
node_image() {
  if [[ -n ${VIRTUALIP_NODE_IMAGE:-} ]]; then
    printf '%s\n' "$VIRTUALIP_NODE_IMAGE"
  elif "${@:-registry_answers}"; then
    k3s_image
  else
    local_node_image
  fi
}

# node_image_is_local IMAGE: true for an image that is built here and can't be pulled.
node_image_is_local() { [[ $1 == localhost/kubernetes-node:* ]]; }

# node_image_prepare IMAGE: makes IMAGE present in podman's store: builds it or takes it from the cache, or pulls it.
node_image_prepare() {
  if node_image_is_local "$1"; then
    [[ $1 == "$(local_node_image)" ]] || die "only $(local_node_image) can be built here, not $1"
    hack/kubernetes-node/build
  elif ! podman image exists "$1"; then
    step "pull $1"
    podman pull --quiet "$1" >/dev/null
  fi
}

# kubectl_program IMAGE: prints the path of a kubectl of IMAGE's Kubernetes version that runs on this machine; needs
# node_image_prepare first. K3s carries it inside its one program, which looks at the name it is called by.
kubectl_program() {
  local program container
  program=$(cache_directory)/kubectl/${1//[\/:]/_}/kubectl
  if [[ ! -x $program ]]; then
    mkdir -p "$(dirname "$program")"
    container=$(podman create "$1")
    if node_image_is_local "$1"; then
      podman cp "$container:/usr/local/bin/kubectl" "$program.new"
    else
      podman cp "$container:/bin/k3s" "$program.new"
    fi
    podman rm --volumes "$container" >/dev/null
    mv "$program.new" "$program"
  fi
  printf '%s\n' "$program"
}
