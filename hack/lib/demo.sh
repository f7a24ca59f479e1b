# The parts of hack/demo. Needs common.sh, podman.sh (podman_configure called), node-image.sh, cluster.sh, images.sh.

DEMO_VIRTUAL_IP=ingress
DEMO_ADDRESS=$CLUSTER_IPV4.240
DEMO_PORT=8080
DEMO_CLIENT=virtualip-client
DEMO_LOG=target/log/demo-client.log

# demo_kubectl_setup: sets DEMO_KUBECTL to a kubectl of the cluster's version.
demo_kubectl_setup() { DEMO_KUBECTL=$(kubectl_program "$(node_image)"); }

demo_kubectl() { "$DEMO_KUBECTL" --kubeconfig="$CLUSTER_KUBECONFIG" "$@"; }

demo_active_node() { demo_kubectl get virtualip "$DEMO_VIRTUAL_IP" --output='jsonpath={.status.activeNode}'; }

# demo_client_start: starts the client, a machine on the nodes' network that is no node, and waits for its first answer.
# It runs from the agent's image because that carries a Java runtime.
demo_client_start() {
  step "start a client at $CLUSTER_IPV4.100 that asks http://$DEMO_ADDRESS:$DEMO_PORT/ every few milliseconds"
  podman run --detach --name "$DEMO_CLIENT" --pull never --network "$CLUSTER_NETWORK" --ip "$CLUSTER_IPV4.100" \
    --volume "$PWD/e2e/target/classes:/client:ro" --entrypoint /opt/virtualip-agent/runtime/bin/java \
    "$(image_name agent)" -cp /client dev.virtualip.e2e.client.OutageProbe "$DEMO_ADDRESS" "$DEMO_PORT" >/dev/null
  demo_client_await event=answer >/dev/null
}

# demo_client_await TEXT: waits at most 60 s for the client's first line with TEXT, and prints it.
demo_client_await() {
  local line deadline=$((SECONDS + 60))
  until line=$(podman logs "$DEMO_CLIENT" 2>/dev/null | grep --max-count=1 "^$1"); do
    ((SECONDS < deadline)) || die "the client saw no '$1' within 60 s; look with 'podman logs $DEMO_CLIENT'"
    sleep 0.1
  done
  printf '%s\n' "$line"
}

# demo_client_answer: prints the node that gave the first answer.
demo_client_answer() { demo_client_await event=answer | sed 's/.*node=//'; }

# demo_client_outage NODE: waits for the move away from NODE, and prints it: "NODE -> TO, client outage N ms".
demo_client_outage() {
  demo_client_await "event=outage from=$1 " | sed 's/event=outage from=\([^ ]*\) to=\([^ ]*\) milliseconds=\([0-9]*\)/\1 -> \2, client outage \3 ms/'
}

# demo_client_stop: removes the client; does nothing where there is none.
demo_client_stop() { podman rm --force --ignore --time 0 "$DEMO_CLIENT" >/dev/null; }

# demo_await_successor NODE: waits until the status names another holder than NODE: at once, or when the operator ran on NODE
# itself, once Kubernetes has started it elsewhere.
demo_await_successor() {
  local deadline=$((SECONDS + 120))
  while [[ $(demo_active_node) == "$1" ]]; do
    ((SECONDS < deadline)) || die "the status still names $1 after 120 s; look with 'kubectl get virtualipnodes --output yaml'"
    sleep 0.1
  done
}
