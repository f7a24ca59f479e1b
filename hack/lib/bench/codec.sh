# bench codec: what one advertisement costs a Backup in the steady state (JMH), with the flags that the agent runs with and
# with C2 beside it; and, as root, the time from a packet to what an agent does about it. Some four minutes.

bench_codec() {
  local java classes=target/bench/classes flags path processors options
  (($# == 0)) || die "usage: hack/bench codec"
  java=$(jdk_home)/bin
  agent_tests_compile
  path=$(agent_tests_path)
  # What JMH generates is for this run only, and no part of the build.
  processors=$(tr : '\n' <<<"$path" | grep -E '/(jmh-|jopt-simple|commons-math3)' | paste -sd :)
  rm -rf "$classes"
  mkdir -p "$classes"
  "$java/javac" -nowarn -processorpath "$processors" -cp "$path" -d "$classes" \
    agent/src/test/java/dev/virtualip/agent/bench/ReceptionBench.java
  # The agent's own flags, without the one that only an installed agent can have.
  flags=${DIST_AGENT_FLAGS%% \"*}
  options=(--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED)
  "$java/java" "${options[@]}" -cp "$classes:$path" dev.virtualip.agent.bench.CodecBench target/bench/codec.json "$flags"
  if ((EUID != 0)); then
    step "the time from packet to action is left out: it takes root"
    return 0
  fi
  prerequisites_install kernel
  "$java/java" "${options[@]}" -cp "$path" dev.virtualip.agent.kernel.PacketToAction target/bench/codec.json 500
}
