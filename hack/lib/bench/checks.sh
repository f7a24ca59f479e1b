# bench checks [SECONDS]: what 250 health checks at 1 s cost an agent, by kind, with the flags that the agent runs with. As
# root, in a network namespace; for each of five kinds a warm-up of 15 s and SECONDS (default 30).

bench_checks() {
  local java flags path
  (($# <= 1)) || die "usage: hack/bench checks [SECONDS]"
  prerequisites_check root
  prerequisites_install kernel
  java=$(jdk_home)/bin
  run_quietly target/log/bench-checks.log mvn --batch-mode --no-transfer-progress -pl agent -am test-compile \
    dependency:build-classpath -Dmdep.includeScope=test "-Dmdep.outputFile=$PWD/target/bench/\${project.artifactId}.path"
  path=$PWD/agent/target/test-classes:$PWD/agent/target/classes:$(cat target/bench/virtualip-agent.path)
  # The agent's own flags, without the one that only an installed agent can have.
  flags=${DIST_AGENT_FLAGS%% \"*}
  "$java/java" --enable-native-access=ALL-UNNAMED -cp "$path" dev.virtualip.agent.kernel.ChecksBench \
    target/bench/checks.json "${1:-30}" "$flags"
}
