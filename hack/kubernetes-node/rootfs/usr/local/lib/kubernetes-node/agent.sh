# A node that joins the server at K3S_URL with K3S_TOKEN.

agent_main() {
  [[ $# -eq 0 ]] || { echo "error: $1: agent takes no argument; it reads K3S_URL, K3S_TOKEN, K3S_NODE_NAME" >&2 && return 2; }
  [[ -n ${K3S_URL:-} ]] || { echo "error: K3S_URL is missing: the server's address, such as https://server:6443" >&2 && return 2; }
  node_containers
  mkdir -p $PKI
  wait_for 180 "authority of $K3S_URL" agent_authority
  kubeconfig /etc/kubernetes/join.conf "$K3S_URL" "token: $TOKEN"
  kubeconfig /etc/kubernetes/kube-proxy.conf "$K3S_URL" "token: $TOKEN.proxy"
  node_kubelet --bootstrap-kubeconfig=/etc/kubernetes/join.conf --kubeconfig=/etc/kubernetes/kubelet.conf
  node_proxy /etc/kubernetes/kube-proxy.conf
  wait_for 120 "node Ready" node_ready /etc/kubernetes/kubelet.conf
  echo "Node ready"
}

# agent_authority: fetches the certificate of the cluster's authority; the token is what is trusted so far.
agent_authority() {
  kubectl --kubeconfig=/dev/null --server="$K3S_URL" --token="$TOKEN" --insecure-skip-tls-verify --request-timeout=5s \
    --namespace=kube-system get configmap kube-root-ca.crt --output='jsonpath={.data.ca\.crt}' >$PKI/ca.crt.new
  [[ -s $PKI/ca.crt.new ]] && mv $PKI/ca.crt.new $PKI/ca.crt
}
