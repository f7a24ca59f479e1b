# bench failover: what it costs a client when the node that holds an address is lost, leaves or is replaced, with this agent
# as hack/build makes it and with keepalived, turn by turn in one run. Three nodes each, in network namespaces on a bridge.
#   --runs N          how often each fault strikes, default 3: some ten minutes; medians that may be quoted take 20
#   --intervals LIST  milliseconds, default 1000,250,100,10
#   --faults LIST     default link-lost,sigterm,sigkill,sigstop,carrier-flap,planned-move,replacement
# Needs root.

bench_failover() {
  local runs=3 intervals=1000,250,100,10
  local faults=link-lost,sigterm,sigkill,sigstop,carrier-flap,planned-move,replacement
  while (($#)); do
    (($# > 1)) || die "usage: hack/bench failover [--runs N] [--intervals LIST] [--faults LIST]"
    case $1 in
      --runs) runs=$2 ;;
      --intervals) intervals=$2 ;;
      --faults) faults=$2 ;;
      *) die "hack/bench failover does not know '$1'; it knows --runs, --intervals and --faults" ;;
    esac
    shift 2
  done
  prerequisites_check root
  prerequisites_install kernel
  hack/build
  agent_tests_compile
  "$(jdk_home)/bin/java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    "-Dagent.program=$PWD/target/dist/virtualip-agent/bin/virtualip-agent" -cp "$(agent_tests_path)" \
    dev.virtualip.agent.kernel.FailoverBench target/bench/failover.json "$runs" "$intervals" "$faults"
}
