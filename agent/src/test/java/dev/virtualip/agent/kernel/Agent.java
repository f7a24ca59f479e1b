package dev.virtualip.agent.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.virtualip.agent.kernel.Lan.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An agent that runs on a machine with a directory of manifests. */
final class Agent implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Machine machine;
  private final Path log;
  private final Process process;

  private Agent(Machine machine, Path log, Process process) {
    this.machine = machine;
    this.log = log;
    this.process = process;
  }

  /** An installed one, for measurements of what users run; the classes of this build otherwise. */
  private static final @Nullable String PROGRAM = System.getProperty("agent.program");

  /** The command line of an agent in this build. */
  static List<String> command(String... arguments) {
    if (PROGRAM != null) {
      List<String> command = new ArrayList<>(List.of(PROGRAM));
      command.addAll(List.of(arguments));
      return command;
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                // That of the product; the tests have one of their own.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.virtualip.agent.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Starts one.
   *
   * @param home holds its manifests in {@code manifests}, its state and its log
   */
  static Agent start(Machine machine, String node, Path home, String... more) {
    return start(
        machine,
        home,
        command("--manifests", home.resolve("manifests").toString()),
        List.of(),
        node,
        more);
  }

  /** Starts one by another program, such as {@code env} or {@code setpriv}. */
  static Agent startBy(List<String> program, Machine machine, String node, Path home) {
    return start(
        machine, home, command("--manifests", home.resolve("manifests").toString()), program, node);
  }

  /** Starts one that runs its last good configuration, because no API server answers. */
  static Agent startOfCluster(Machine machine, String node, Path home, String... more) {
    return startOfCluster(machine, node, home, URI.create("http://127.0.0.1:1"), more);
  }

  /** Starts one that does what an API server says. */
  static Agent startOfCluster(
      Machine machine, String node, Path home, URI apiServer, String... more) {
    return start(
        machine,
        home,
        command("--kubernetes", "--api-server", apiServer.toString()),
        List.of(),
        node,
        more);
  }

  private static Agent start(
      Machine machine,
      Path home,
      List<String> command,
      List<String> program,
      String node,
      String... more) {
    command.addAll(List.of("--node", node, "--state-dir", home.resolve("state").toString()));
    command.addAll(List.of(more));
    // A container has a /tmp of its own.
    String temporary = "-Djava.io.tmpdir=" + home;
    if (PROGRAM == null) {
      command.add(1, temporary);
    }
    command.addAll(0, program);
    try {
      Path log = home.resolve("log");
      ProcessBuilder builder =
          new ProcessBuilder(machine.command(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      if (PROGRAM != null) {
        builder.environment().put("JDK_JAVA_OPTIONS", temporary);
      }
      return new Agent(machine, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Machine machine() {
    return machine;
  }

  /** The only virtual router in {@code /status}; a missing node while nothing answers. */
  JsonNode router() {
    return status().path("virtualRouters").path(0);
  }

  /** The virtual router of one family, IPv4 or IPv6. */
  JsonNode router(String family) {
    for (JsonNode router : status().path("virtualRouters")) {
      if (router.path("family").asText().equals(family)) {
        return router;
      }
    }
    return MissingNode.getInstance();
  }

  String state(String family) {
    return router(family).path("state").asText("");
  }

  /**
   * Whether it is Backup and has heard an advert. Before that it may ask who has the address, and
   * an Active that is there and answers delays its promotion.
   */
  boolean isBehindAnActive() {
    return isBehindAnActive(router());
  }

  /** As {@link #isBehindAnActive()}, of one family. */
  boolean isBehindAnActive(String family) {
    return isBehindAnActive(router(family));
  }

  private static boolean isBehindAnActive(JsonNode router) {
    return router.path("state").asText().equals("Backup")
        && router.path("activeRouter").isTextual();
  }

  JsonNode status() {
    Command.Result result =
        Command.run(
            machine.command(
                List.of("curl", "--silent", "--max-time", "2", "http://127.0.0.1:9770/status")));
    try {
      return JSON.readTree(result.exitCode() == 0 ? result.output() : "{}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String state() {
    return router().path("state").asText("");
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL. {@code ip netns exec} has become the agent, so the process is the agent itself. */
  void kill() {
    process.destroyForcibly();
  }

  /** SIGSTOP: no thread of it runs, but the kernel keeps its sockets and fills their queues. */
  void freeze() {
    Command.require("kill", "-STOP", Long.toString(process.pid()));
  }

  /** SIGCONT. */
  void thaw() {
    Command.require("kill", "-CONT", Long.toString(process.pid()));
  }

  /** SIGTERM; returns the exit code. */
  int terminate(long atMostMilliseconds) throws InterruptedException {
    signal();
    return exitCode(atMostMilliseconds);
  }

  /** SIGTERM. */
  void signal() {
    process.destroy();
  }

  /** Its process id. */
  long pid() {
    return process.pid();
  }

  boolean runs() {
    return process.isAlive();
  }

  /** Waits for its end. */
  int exitCode(long atMostMilliseconds) throws InterruptedException {
    if (!process.waitFor(atMostMilliseconds, TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still there after " + atMostMilliseconds + " ms:\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
