package dev.virtualip.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that runs beside the tests and ends with them. */
public final class ChildProcess implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final Thread onExit = new Thread(this::kill);

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /** Starts the command with all of its output in {@code log}. */
  public static ChildProcess start(Path log, List<String> command) {
    return start(log, command, Map.of());
  }

  /** The same with additions to the environment. */
  public static ChildProcess start(
      Path log, List<String> command, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return new ChildProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process itself, for signals. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * Fails if it has ended.
   *
   * @throws IllegalStateException with its last words
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "%s ended with %d: %s".formatted(process.info(), process.exitValue(), lastWords()));
    }
  }

  /** The end of its log. */
  public String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Ends it by SIGTERM, and with its exit code. */
  public int stop() {
    close();
    return process.exitValue();
  }

  private void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        kill();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(onExit);
  }
}
