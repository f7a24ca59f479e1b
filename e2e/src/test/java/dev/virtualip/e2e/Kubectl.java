package dev.virtualip.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an administrator types. */
final class Kubectl {

  private final Path program;
  private final Path kubeconfig;

  Kubectl(Path program, String kubeconfig) {
    this.program = program;
    try {
      this.kubeconfig = Files.createTempFile("kubeconfig", ".yaml");
      this.kubeconfig.toFile().deleteOnExit();
      Files.writeString(this.kubeconfig, kubeconfig);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs {@code kubectl ARGUMENTS...} and returns its standard output; a failure throws. */
  String run(String... arguments) {
    return runWithInput("", arguments);
  }

  /** As {@link #run}, with {@code input} on standard input. */
  String runWithInput(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = read(process.getInputStream());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + "\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
