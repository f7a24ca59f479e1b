# Three Kubernetes nodes as containers on one layer-2 network. Needs common.sh, podman.sh (podman_configure called),
# host-settings.sh, node-image.sh.

CLUSTER_NETWORK=virtualip-cluster
CLUSTER_NODES=(server node-a node-b)
CLUSTER_KUBECONFIG=$PWD/target/cluster/kubeconfig
CLUSTER_SETTINGS=$VIRTUALIP_RUN/cluster.settings
# The range for benchmarks (RFC 2544) and a documentation prefix (RFC 3849): no real network is hidden. The documentation
# prefixes of IPv4 will not do: machines for builds are known to live in them.
CLUSTER_IPV4=198.18.51
CLUSTER_IPV6=2001:db8:0:1:

# cluster_container NODE: prints the name of the node's container.
cluster_container() { printf 'virtualip-%s\n' "$1"; }

# cluster_address NODE: prints the node's IPv4 address; the last number is the same in its IPv6 address.
cluster_address() {
  local i
  for i in "${!CLUSTER_NODES[@]}"; do
    [[ ${CLUSTER_NODES[i]} != "$1" ]] || printf '%s.%s\n' $CLUSTER_IPV4 $((10 + i))
  done
}

# cluster_up IMAGE: makes three Ready nodes and writes the kubeconfig. A whole cluster of IMAGE is kept and what has ended
# is removed first; other nodes that still run may be somebody's, and are left to 'hack/cluster down'.
cluster_up() {
  local image=$1 node
  if cluster_runs "$image"; then
    step "the three nodes run already"
  else
    for node in "${CLUSTER_NODES[@]}"; do
      [[ $(cluster_state "$node") != "true "* ]] ||
        die "node $node of another or an incomplete cluster runs already; if nobody needs it, remove it with: hack/cluster down"
    done
    cluster_down
    host_settings_save "$CLUSTER_SETTINGS"
    step "kubelet and podman will change kernel settings of this machine (${HOST_SETTINGS[*]}); 'hack/cluster down' puts them back"
    cluster_network
    for node in "${CLUSTER_NODES[@]}"; do
      step "start node $node at $(cluster_address "$node")"
      cluster_node "$node" "$image"
    done
  fi
  step "wait until all nodes are Ready"
  cluster_kubeconfig "$image"
  cluster_wait_ready "$image"
}

# cluster_down: removes the nodes' containers with their volumes, and the network; puts the kernel settings back.
# Succeeds also when some or all of it is gone.
cluster_down() {
  local node containers=()
  for node in "${CLUSTER_NODES[@]}"; do
    ! podman container exists "$(cluster_container "$node")" || containers+=("$(cluster_container "$node")")
  done
  if ((${#containers[@]})); then
    step "remove containers ${containers[*]}"
    podman rm --force --volumes --time 2 "${containers[@]}" >/dev/null
  fi
  if podman network exists $CLUSTER_NETWORK; then
    step "remove network $CLUSTER_NETWORK"
    podman network rm --force $CLUSTER_NETWORK >/dev/null
  fi
  host_settings_restore "$CLUSTER_SETTINGS"
  rm -f "$CLUSTER_KUBECONFIG"
}

# cluster_load ARCHIVE...: imports image archives (docker or oci) into every node.
cluster_load() {
  local archive node
  for archive; do
    [[ -r $archive ]] || die "$archive: no such image archive; hack/build and image_archive make them in target/images"
  done
  for node in "${CLUSTER_NODES[@]}"; do
    for archive; do
      step "load $archive into $node"
      podman exec --interactive "$(cluster_container "$node")" ctr -n k8s.io images import - <"$archive" >/dev/null
    done
  done
}

# cluster_runs IMAGE: true when all three containers run and are made of IMAGE.
cluster_runs() {
  local node
  for node in "${CLUSTER_NODES[@]}"; do
    [[ $(cluster_state "$node") == "true $1" ]] || return 1
  done
}

# cluster_state NODE: prints whether its container runs (true, false) and its image; nothing where there is no container.
cluster_state() {
  ! podman container exists "$(cluster_container "$1")" ||
    podman container inspect --format '{{.State.Running}} {{.ImageName}}' "$(cluster_container "$1")"
}

# cluster_network: a bridge for the nodes. Its own DNS is off: the nodes know each other by address.
cluster_network() {
  local arguments=(--disable-dns --subnet "$CLUSTER_IPV4.0/24" --gateway "$CLUSTER_IPV4.1")
  ! cluster_has_ipv6 || arguments+=(--ipv6 --subnet "$CLUSTER_IPV6:/64" --gateway "$CLUSTER_IPV6:1")
  podman network create "${arguments[@]}" $CLUSTER_NETWORK >/dev/null ||
    die "can't make the nodes' network $CLUSTER_IPV4.0/24; where this machine uses these addresses itself ('ip -4 address'), free them"
}

cluster_has_ipv6() { [[ $(cat /proc/sys/net/ipv6/conf/all/disable_ipv6 2>/dev/null) == 0 ]]; }

# cluster_node NODE IMAGE: starts one node. /run as tmpfs and the machine's cgroup tree as K3s' own documentation for
# containers asks; each volume is removed with the container.
cluster_node() {
  local node=$1 image=$2 address role
  address=$(cluster_address "$node")
  local arguments=(
    --detach --name "$(cluster_container "$node")" --hostname "$node" --privileged --cgroupns host --pull never
    --network "$CLUSTER_NETWORK" --ip "$address" --tmpfs /run --tmpfs /var/run
    --volume /sys/fs/cgroup:/sys/fs/cgroup:rw --env K3S_TOKEN=virtualip-cluster --env "K3S_NODE_NAME=$node"
  )
  ! cluster_has_ipv6 || arguments+=(--ip6 "$CLUSTER_IPV6:${address##*.}")
  if [[ $node == server ]]; then
    role=(server "--tls-san=$address" --disable=traefik --disable=servicelb --disable=metrics-server)
  else
    role=(agent)
    arguments+=(--env "K3S_URL=https://$(cluster_address server):6443")
  fi
  podman run "${arguments[@]}" "$image" "${role[@]}" >/dev/null
}

# cluster_kubeconfig IMAGE: copies the administrator's kubeconfig from the server once it is there.
cluster_kubeconfig() {
  local container deadline=$((SECONDS + 90))
  container=$(cluster_container server)
  mkdir -p "$(dirname "$CLUSTER_KUBECONFIG")"
  until podman exec "$container" test -s /etc/rancher/k3s/k3s.yaml 2>/dev/null; do
    ((SECONDS < deadline)) || cluster_fail "no kubeconfig on the server after 90 s"
    sleep 0.3
  done
  (umask 077 && podman exec "$container" cat /etc/rancher/k3s/k3s.yaml |
    sed "s#https://127.0.0.1:6443#https://$(cluster_address server):6443#" >"$CLUSTER_KUBECONFIG")
}

# cluster_wait_ready IMAGE: waits for the three nodes, at most 3 minutes.
cluster_wait_ready() {
  local kubectl node deadline=$((SECONDS + 180))
  kubectl=$(kubectl_program "$1")
  for node in "${CLUSTER_NODES[@]}"; do
    until [[ $("$kubectl" --kubeconfig="$CLUSTER_KUBECONFIG" get node "$node" \
      --output='jsonpath={.status.conditions[?(@.type=="Ready")].status}' 2>/dev/null) == True ]]; do
      ((SECONDS < deadline)) || cluster_fail "node $node is not Ready after 180 s"
      sleep 0.3
    done
  done
}

# cluster_fail TEXT: shows what the nodes said, and ends the script. The nodes stay for a closer look.
cluster_fail() {
  local node
  for node in "${CLUSTER_NODES[@]}"; do
    printf -- '--- log of %s\n' "$node" >&2
    podman logs --tail 30 "$(cluster_container "$node")" >&2
  done
  die "$1; the nodes still run: look at them with 'podman logs', remove them with 'hack/cluster down'"
}
