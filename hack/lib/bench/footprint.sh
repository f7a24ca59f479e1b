# bench footprint: memory, threads, time to the first advertisement and CPU of this agent, as hack/build makes it, and of
# keepalived, with some virtual routers that are all Active every 100 ms.
#   --seconds N       how long each runs, default 60
#   --routers LIST    default 1,50,255
# Needs root.

bench_footprint() {
  local seconds=60 routers=1,50,255
  while (($#)); do
    (($# > 1)) || die "usage: hack/bench footprint [--seconds N] [--routers LIST]"
    case $1 in
      --seconds) seconds=$2 ;;
      --routers) routers=$2 ;;
      *) die "hack/bench footprint does not know '$1'; it knows --seconds and --routers" ;;
    esac
    shift 2
  done
  prerequisites_check root
  prerequisites_install kernel
  hack/build
  agent_tests_compile
  "$(jdk_home)/bin/java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    "-Dagent.program=$PWD/target/dist/virtualip-agent/bin/virtualip-agent" -cp "$(agent_tests_path)" \
    dev.virtualip.agent.kernel.FootprintBench target/bench/footprint.json "$seconds" "$routers"
}
