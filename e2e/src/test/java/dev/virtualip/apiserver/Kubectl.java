package dev.virtualip.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an administrator types. */
public record Kubectl(Path program, Path kubeconfig) {

  /** Exit code and all output of one call. */
  public record Result(int exitCode, String output) {}

  /** Runs {@code kubectl ARGUMENTS...} and returns its output; a failure throws. */
  public String run(String... arguments) {
    return runWithInput("", arguments);
  }

  /** As {@link #run}, with {@code input} on standard input. */
  public String runWithInput(String input, String... arguments) {
    Result result = tryWithInput(input, arguments);
    if (result.exitCode() != 0) {
      throw new IllegalStateException(
          "kubectl " + String.join(" ", arguments) + "\n" + result.output());
    }
    return result.output();
  }

  /** As {@link #runWithInput}, but a failure is told. */
  public Result tryWithInput(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.UTF_8));
      }
      byte[] output = process.getInputStream().readAllBytes();
      return new Result(process.waitFor(), new String(output, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
