package dev.virtualip.agent;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.virtualip.plan.Addresses;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API server as this agent speaks to it. */
final class ApiServer {

  private ApiServer() {}

  /**
   * A client with the pod's service account, whose token is read anew as it is rotated.
   *
   * @param endpoint replaces the one that the environment names; null keeps it
   */
  static KubernetesClient connect(@Nullable URI endpoint) {
    Config config = Config.autoConfigure(null);
    // Without this each watch first tries a WebSocket, and takes most refusals as errors.
    config.setOnlyHttpWatches(true);
    // All requests would share one HTTP/2 connection, and one that died without a word stays in use
    // until TCP gives up, after 15 minutes. In HTTP/1.1 a request that times out takes its own
    // connection with it.
    config.setHttp2Disable(true);
    // Watch and status retry by themselves, with what is true by then.
    config.setRequestRetryBackoffLimit(0);
    if (endpoint != null) {
      config.setMasterUrl(endpoint.toString());
    }
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(tolerant())
        .build();
  }

  /**
   * Where it is, as far as that is written as an address; a name may lead anywhere by the time that
   * it is asked for.
   *
   * @param endpoint as for {@link #connect}
   */
  static List<InetAddress> addresses(@Nullable URI endpoint) {
    String host = endpoint == null ? System.getenv("KUBERNETES_SERVICE_HOST") : endpoint.getHost();
    if (host == null) {
      return List.of();
    }
    String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return Addresses.canonical(literal).stream().toList();
  }

  /** A newer operator's CRD may have fields that this agent does not know. */
  private static KubernetesSerialization tolerant() {
    return new KubernetesSerialization(
        JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build(),
        true);
  }
}
