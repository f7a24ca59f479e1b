package dev.virtualip.apiserver;

import java.nio.file.Path;

/**
 * Where the tests find what {@code hack/test} prepared; each is a system property.
 *
 * @param kubeApiserver {@code kube-apiserver}: the program
 * @param kubectl {@code kubectl}: the program
 * @param etcd {@code etcd}: the program
 * @param repository {@code repository}: the work tree
 */
public record Settings(Path kubeApiserver, Path kubectl, Path etcd, Path repository) {

  static Settings ofSystemProperties() {
    return new Settings(
        required("kube-apiserver"), required("kubectl"), required("etcd"), required("repository"));
  }

  private static Path required(String name) {
    String value = System.getProperty(name, "");
    if (value.isEmpty()) {
      throw new IllegalStateException(
          "system property " + name + " is missing; hack/test prepares and sets it");
    }
    return Path.of(value);
  }
}
