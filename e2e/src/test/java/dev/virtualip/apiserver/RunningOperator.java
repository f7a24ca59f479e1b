package dev.virtualip.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The operator as it is shipped, as a process with the rights of its service account. */
final class RunningOperator implements AutoCloseable {

  private static final String SERVICE_ACCOUNT = "virtualip-operator";

  private final ChildProcess process;

  RunningOperator(ApiServer server) {
    this(server, "operator");
  }

  /** One of several replicas, told apart by their names. */
  RunningOperator(ApiServer server, String name) {
    Path kubeconfig = server.kubeconfig(new Tokens(server.admin()).unbound(SERVICE_ACCOUNT));
    process =
        ChildProcess.start(
            server.file(name + ".log"),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.virtualip.operator.Main"),
            Map.of(
                "KUBECONFIG",
                kubeconfig.toString(),
                "VIRTUALIP_LISTEN",
                "127.0.0.1:0",
                "POD_NAMESPACE",
                "virtualip-system",
                "POD_NAME",
                name));
  }

  /**
   * Fails if it has ended.
   *
   * @throws IllegalStateException with its last words
   */
  void requireAlive() {
    process.requireAlive();
  }

  /** Its memory in kibibytes: VmRSS for now, VmHWM for the most so far. */
  long kibibytes(String what) {
    try (var lines = Files.lines(Path.of("/proc/" + process.handle().pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(what + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The time that processors have spent on it. */
  Duration processorTime() {
    return process.handle().info().totalCpuDuration().orElseThrow();
  }

  /** Ends it by SIGKILL, as the loss of its machine would. */
  void kill() {
    process.handle().destroyForcibly();
  }

  /** Ends it by SIGTERM and returns its exit code. */
  int stop() {
    return process.stop();
  }

  @Override
  public void close() {
    process.close();
  }
}
