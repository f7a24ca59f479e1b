# bench scale: what the operator costs as VirtualIPs and nodes grow, on a real API server with simulated agents. SIZES
# ("50x50 250x500") chooses how many VirtualIPs on how many nodes; the last size also with what changes a running cluster.

bench_scale() {
  local programs
  (($# == 0)) || die "usage: [SIZES=...] hack/bench scale"
  prerequisites_check node-image
  prerequisites_install apiserver
  podman_configure
  kube_apiserver_prepare
  programs=$(kube_apiserver_directory)
  run_quietly target/log/bench-scale.log mvn --batch-mode --no-transfer-progress -Papiserver -pl e2e -am -DskipUnitTests \
    -Dit.test=ScaleBench -Dfailsafe.failIfNoSpecifiedTests=false verify \
    "-Dkube-apiserver=$programs/kube-apiserver" "-Dkubectl=$programs/kubectl" ${SIZES:+"-Dbench.sizes=$SIZES"}
  sed -n '/^VirtualIPs /,/^operator RSS at most/p' target/log/bench-scale.log
}
