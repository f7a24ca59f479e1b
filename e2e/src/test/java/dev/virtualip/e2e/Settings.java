package dev.virtualip.e2e;

import java.nio.file.Path;

/**
 * Where the tests find what {@code hack/test} prepared; each is a system property.
 *
 * @param nodeImage {@code node.image}: a K3s image, or one that behaves like it
 * @param agentImage {@code agent.image}: also runs the client, because it carries a Java runtime
 * @param images {@code images}: directory with the archives that every node imports
 * @param manifests {@code manifests}: the directory of that name
 * @param kubectl {@code kubectl}: the program
 */
record Settings(String nodeImage, String agentImage, Path images, Path manifests, Path kubectl) {

  static Settings ofSystemProperties() {
    return new Settings(
        required("node.image"),
        required("agent.image"),
        Path.of(required("images")),
        Path.of(required("manifests")),
        Path.of(required("kubectl")));
  }

  private static String required(String name) {
    String value = System.getProperty(name, "");
    if (value.isEmpty()) {
      throw new IllegalStateException(
          "system property " + name + " is missing; hack/test prepares and sets it");
    }
    return value;
  }
}
