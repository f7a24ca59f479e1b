# The agent's test classes, which some measurements are made with. Needs common.sh.

# agent_tests_compile: compiles them, with everything they need.
agent_tests_compile() {
  mkdir -p target/bench
  run_quietly target/log/agent-tests.log mvn --batch-mode --no-transfer-progress -pl agent -am test-compile \
    dependency:build-classpath -Dmdep.includeScope=test "-Dmdep.outputFile=$PWD/target/bench/\${project.artifactId}.path"
}

# agent_tests_path: prints their class path.
agent_tests_path() {
  printf '%s\n' "$PWD/agent/target/test-classes:$PWD/agent/target/classes:$(cat target/bench/virtualip-agent.path)"
}
