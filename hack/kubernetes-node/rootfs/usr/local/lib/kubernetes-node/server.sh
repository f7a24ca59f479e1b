# The control plane on this node, which is a worker as well, as in K3s.

SERVICE_CIDR=10.43.0.0/16
ADMIN=/etc/rancher/k3s/k3s.yaml
API=https://127.0.0.1:6443

server_main() {
  local names=() argument
  for argument; do
    case $argument in
      --tls-san=*) names+=("${argument#*=}") ;;
      --disable=*) ;; # parts of K3s that are not here anyway
      *) echo "error: $argument: not known; known: --tls-san=NAME, --disable=WHAT" >&2 && return 2 ;;
    esac
  done
  server_pki "${names[@]}"
  server_control_plane
  node_containers
  wait_for 60 "API server ready" kubectl --kubeconfig=$ADMIN get --raw=/readyz
  server_join_rules
  node_kubelet --kubeconfig=/etc/kubernetes/kubelet.conf
  node_proxy /etc/kubernetes/kube-proxy.conf
  wait_for 120 "node Ready" node_ready $ADMIN
  kubectl --kubeconfig=$ADMIN label --overwrite node "$NODE_NAME" node-role.kubernetes.io/control-plane=true >/dev/null
  wait_for 60 "default service account" kubectl --kubeconfig=$ADMIN -n default get serviceaccount/default configmap/kube-root-ca.crt
  echo "Node controller sync successful" # K3sContainer waits for these words
}

# server_pki NAMES...: certificates and kubeconfigs of everybody on this node.
server_pki() {
  local alternatives name
  alternatives=DNS:localhost,DNS:server,DNS:$(hostname)
  alternatives+=,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local
  for name in 127.0.0.1 10.43.0.1 "$NODE_IPV4" ${NODE_IPV6:+"$NODE_IPV6"} "$@"; do
    if [[ $name =~ ^[0-9.]+$ || $name == *:* ]]; then alternatives+=,IP:$name; else alternatives+=,DNS:$name; fi
  done
  pki_authority
  pki_certificate apiserver /CN=kube-apiserver serverAuth "subjectAltName=$alternatives"
  pki_client admin /O=system:masters/CN=admin RSA
  pki_client apiserver-kubelet-client /O=system:masters/CN=kube-apiserver
  pki_client kube-controller-manager /CN=system:kube-controller-manager
  pki_client kube-scheduler /CN=system:kube-scheduler
  pki_client kube-proxy /CN=system:kube-proxy
  pki_client kubelet "/O=system:nodes/CN=system:node:$NODE_NAME"
  pki_kubeconfig $ADMIN $API admin
  for name in kube-controller-manager kube-scheduler kube-proxy kubelet; do
    pki_kubeconfig /etc/kubernetes/$name.conf $API $name
  done
}

server_control_plane() {
  local further=()
  (umask 077 && printf '%s,node-join,node-join,"system:bootstrappers"\n%s.proxy,system:kube-proxy,kube-proxy\n' \
    "$TOKEN" "$TOKEN" >/etc/kubernetes/tokens.csv)
  component_define etcd etcd --data-dir=/var/lib/etcd --listen-client-urls=http://127.0.0.1:2379 \
    --advertise-client-urls=http://127.0.0.1:2379 --listen-peer-urls=http://127.0.0.1:2380
  read -ra further <<<"${KUBE_APISERVER_ARGS:-}"
  # --kubelet-preferred-address-types: node names are not in any DNS, and logs and exec would fail.
  component_define kube-apiserver kube-apiserver --etcd-servers=http://127.0.0.1:2379 \
    --advertise-address="$NODE_IPV4" --service-cluster-ip-range=$SERVICE_CIDR --allow-privileged=true \
    --tls-cert-file=$PKI/apiserver.crt --tls-private-key-file=$PKI/apiserver.key --client-ca-file=$PKI/ca.crt \
    --token-auth-file=/etc/kubernetes/tokens.csv --authorization-mode=Node,RBAC \
    --enable-admission-plugins=NodeRestriction --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file=$PKI/service-account.key --service-account-signing-key-file=$PKI/service-account.key \
    --kubelet-client-certificate=$PKI/apiserver-kubelet-client.crt \
    --kubelet-client-key=$PKI/apiserver-kubelet-client.key --kubelet-preferred-address-types=InternalIP "${further[@]}"
  read -ra further <<<"${KUBE_CONTROLLER_MANAGER_ARGS:-}"
  # --kube-api-qps: with the default the controllers start one by one, seconds after the first node is ready.
  component_define kube-controller-manager kube-controller-manager \
    --kubeconfig=/etc/kubernetes/kube-controller-manager.conf --leader-elect=false --use-service-account-credentials \
    --root-ca-file=$PKI/ca.crt --service-account-private-key-file=$PKI/service-account.key \
    --cluster-signing-cert-file=$PKI/ca.crt --cluster-signing-key-file=$PKI/ca.key \
    --node-monitor-period=2s --node-monitor-grace-period=16s --kube-api-qps=300 --kube-api-burst=600 "${further[@]}"
  component_define kube-scheduler kube-scheduler --kubeconfig=/etc/kubernetes/kube-scheduler.conf --leader-elect=false
  component_start etcd
  component_start kube-apiserver
  component_start kube-controller-manager
  component_start kube-scheduler
}

# server_join_rules: lets who holds the token read the authority's certificate and ask for a certificate as a node,
# which the controller manager then approves and signs: every node has an identity of its own.
server_join_rules() {
  local rules
  rules=$(
    cat <<'EOF'
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: node-join-request}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:node-bootstrapper"}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:bootstrappers"}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: node-join-approve}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:certificates.k8s.io:certificatesigningrequests:nodeclient"}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:bootstrappers"}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: node-join-authority, namespace: kube-system}
rules: [{apiGroups: [""], resources: [configmaps], resourceNames: [kube-root-ca.crt], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: node-join-authority, namespace: kube-system}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: node-join-authority}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:bootstrappers"}]
EOF
  )
  server_apply() { kubectl --kubeconfig=$ADMIN apply --validate=false --filename=- <<<"$rules"; }
  wait_for 60 "rules for joining nodes" server_apply
}
