# What server and agents have in common: containerd, the pod network, kubelet, kube-proxy.

POD_CIDR=10.42.0.0/16
NODE_NAME=${K3S_NODE_NAME:-$(hostname)}
NODE_IPV4=$(ip -4 -o address show dev eth0 scope global | awk 'NR == 1 {split($4, a, "/"); print a[1]}')
NODE_IPV6=$(ip -6 -o address show dev eth0 scope global | awk 'NR == 1 {split($4, a, "/"); print a[1]}')
TOKEN=${K3S_TOKEN:-kubernetes-node}

# node_containers: containerd, with the images that lie ready. Needs no API server, so agents do it first of all.
node_containers() {
  local archive
  mount --make-rshared /
  node_pod_network
  component_define containerd containerd --config=/usr/local/lib/kubernetes-node/containerd.toml
  component_start containerd
  wait_for 30 "containerd's socket" ctr version
  for archive in /usr/local/share/kubernetes-node/*.tar /var/lib/rancher/k3s/agent/images/*.tar; do
    [[ ! -f $archive ]] || ctr -n k8s.io images import "$archive" >/dev/null
  done
}

# node_pod_network: a bridge with 10.42.<last octet of the node's address>.0/24 and a route to each possible neighbour,
# so a node is ready at once and needs nobody to hand out a range. The nodes' network must be a /24.
node_pod_network() {
  local host=${NODE_IPV4##*.} network=${NODE_IPV4%.*} n
  mkdir -p /etc/cni/net.d
  cat >/etc/cni/net.d/10-pods.conflist <<EOF
{
  "cniVersion": "0.4.0",
  "name": "pods",
  "plugins": [
    {
      "type": "bridge", "bridge": "cni0", "isGateway": true, "hairpinMode": true, "ipMasq": true,
      "ipam": {
        "type": "host-local", "ranges": [[{"subnet": "10.42.$host.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]
      }
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
EOF
  for n in {2..254}; do
    ((n == host)) || echo "route replace 10.42.$n.0/24 via $network.$n"
  done | ip -batch -
}

# node_cgroup: prints the control group under which the kubelet makes those of the pods: the container's own, so that
# nodes on one machine don't take each other's pods for leftovers, pausing the container freezes the pods too, and
# nothing outlives it. With cgroup v2 a group that has children may hold no process, so this node's move into a child
# (cgroup v2: NOT YET RUN BY ANYONE).
node_cgroup() {
  local own pid
  own=$(awk -F: '$2 == "memory" {print $3}' /proc/self/cgroup)
  if [[ -z $own ]]; then
    own=$(awk -F: '$1 == "0" {print $3}' /proc/self/cgroup)
    own=${own%/kubernetes-node}
    mkdir -p "/sys/fs/cgroup$own/kubernetes-node"
    while read -r pid; do
      [[ ! -d /proc/$pid ]] || echo "$pid" >"/sys/fs/cgroup$own/kubernetes-node/cgroup.procs"
    done <"/sys/fs/cgroup$own/cgroup.procs"
    sed 's/[^ ]*/+&/g' "/sys/fs/cgroup$own/cgroup.controllers" >"/sys/fs/cgroup$own/cgroup.subtree_control"
  fi
  printf '%s\n' "${own:-/}"
}

# node_kubelet FLAGS...: with the flags that say how it proves who it is.
node_kubelet() {
  local cgroup
  cgroup=$(node_cgroup)
  mkdir -p /etc/kubernetes
  cat >/etc/kubernetes/kubelet.yaml <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: $cgroup
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: []
oomScoreAdj: 0
localStorageCapacityIsolation: false
# The node shares the machine's disk and memory; how full they are is not this cluster's business.
evictionHard: {memory.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%", imagefs.inodesFree: "0%"}
imageGCHighThresholdPercent: 100
nodeStatusUpdateFrequency: 4s
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $PKI/ca.crt}}
authorization: {mode: Webhook}
EOF
  component_define kubelet kubelet --config=/etc/kubernetes/kubelet.yaml --hostname-override="$NODE_NAME" \
    --node-ip="$NODE_IPV4${NODE_IPV6:+,$NODE_IPV6}" "$@"
  component_start kubelet
}

# node_proxy KUBECONFIG: the conntrack settings are the machine's, not this container's: leave them.
node_proxy() {
  component_define kube-proxy kube-proxy --kubeconfig="$1" --hostname-override="$NODE_NAME" --proxy-mode=iptables \
    --cluster-cidr=$POD_CIDR --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0 \
    --conntrack-tcp-timeout-close-wait=0 --oom-score-adj=0
  component_start kube-proxy
}

# node_ready KUBECONFIG: true when the API server says that this node is Ready.
node_ready() {
  [[ $(kubectl --kubeconfig="$1" get node "$NODE_NAME" \
    --output='jsonpath={.status.conditions[?(@.type=="Ready")].status}') == True ]]
}
