package dev.virtualip.agent.replace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The network namespace of this process: addresses can be handed over within one only. */
final class Network {

  private Network() {}

  /** For instance {@code net:[4026531840]}. */
  static String ofThisProcess() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
  }
}
