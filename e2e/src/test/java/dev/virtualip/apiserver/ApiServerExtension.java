package dev.virtualip.apiserver;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the API server when the first test asks for it; JUnit closes it after the last. */
final class ApiServerExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(ApiServerExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ApiServer.class;
  }

  @Override
  public ApiServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(ApiServer.class, key -> installed(), ApiServer.class);
  }

  /** Starts one with {@code manifests/base} installed. */
  static ApiServer installed() {
    ApiServer server = ApiServer.start(Settings.ofSystemProperties());
    try {
      String base = server.settings().repository().resolve("manifests/base").toString();
      Kubectl kubectl = server.kubectl();
      kubectl.run("apply", "--server-side", "-k", base);
      kubectl.run(
          "wait",
          "--for=condition=Established",
          "crd/virtualips.virtualip.dev",
          "crd/virtualipnodes.virtualip.dev",
          "--timeout=30s");
      // Established comes before the storage is there.
      Rest admin = server.admin();
      for (String plural : List.of("virtualips", "virtualipnodes")) {
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> admin.get("/apis/virtualip.dev/v1alpha1/" + plural).code() == 200);
      }
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }
}
