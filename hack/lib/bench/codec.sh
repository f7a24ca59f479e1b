# bench codec: what one advertisement costs a Backup in the steady state (JMH), with the flags that the agent runs with and
# with C2 beside it.

bench_codec() {
  local java classes=target/bench/classes flags path processors
  (($# == 0)) || die "usage: hack/bench codec"
  java=$(jdk_home)/bin
  run_quietly target/log/bench-codec.log mvn --batch-mode --no-transfer-progress -pl agent -am test-compile \
    dependency:build-classpath -Dmdep.includeScope=test "-Dmdep.outputFile=$PWD/target/bench/\${project.artifactId}.path"
  path=agent/target/test-classes:agent/target/classes:$(cat target/bench/virtualip-agent.path)
  # What JMH generates is for this run only, and no part of the build.
  processors=$(tr : '\n' <<<"$path" | grep -E '/(jmh-|jopt-simple|commons-math3)' | paste -sd :)
  rm -rf "$classes"
  mkdir -p "$classes"
  "$java/javac" -nowarn -processorpath "$processors" -cp "$path" -d "$classes" \
    agent/src/test/java/dev/virtualip/agent/bench/ReceptionBench.java
  # The agent's own flags, without the one that only an installed agent can have.
  flags=${DIST_AGENT_FLAGS%% \"*}
  "$java/java" -cp "$classes:$path" dev.virtualip.agent.bench.CodecBench target/bench/codec.json "$flags"
}
