package dev.virtualip.agent.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The manifest that the tests run: every setting at its default but the priority of one node. */
final class Manifest {

  static final String ADDRESS = "192.0.2.100";
  static final int VIRTUAL_ROUTER_ID = 51;

  private Manifest() {}

  /** Text with the priority of {@code node}. */
  static String of(String node, int priority) {
    return of(node, priority, List.of(ADDRESS));
  }

  /** The same with other addresses. */
  static String of(String node, int priority, List<String> addresses) {
    return """
    apiVersion: virtualip.dev/v1alpha1
    kind: VirtualIP
    metadata:
      name: ingress
    spec:
      addresses: ["%s"]
      virtualRouterID: %d
      nodes:
        - {name: %s, priority: %d}
    """
        .formatted(String.join("\", \"", addresses), VIRTUAL_ROUTER_ID, node, priority);
  }

  /** Puts {@code text} where an agent with this home reads it, in one move. */
  static void write(Path home, String text) {
    try {
      Path directory = Files.createDirectories(home.resolve("manifests"));
      Path beside = directory.resolve(".ingress.yaml.new");
      Files.writeString(beside, text);
      Files.move(
          beside,
          directory.resolve("ingress.yaml"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
