package dev.virtualip.operator;

import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be set from outside, by environment variables.
 *
 * @param listen where /healthz and /readyz are served: {@code VIRTUALIP_LISTEN}, ADDR:PORT, default
 *     0.0.0.0:9771
 * @param namespace where the Lease of the leader is: {@code POD_NAMESPACE}; null for an operator
 *     that runs alone
 * @param identity tells replicas apart, and names the source of Events: {@code POD_NAME}, default
 *     virtualip-operator
 */
record OperatorConfig(InetSocketAddress listen, @Nullable String namespace, String identity) {

  static final String LISTEN = "VIRTUALIP_LISTEN";

  private static final String DEFAULT_LISTEN = "0.0.0.0:9771";

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException naming the variable and what it must be
   */
  static OperatorConfig from(Map<String, String> environment) {
    return new OperatorConfig(
        address(environment.getOrDefault(LISTEN, DEFAULT_LISTEN)),
        environment.get("POD_NAMESPACE"),
        environment.getOrDefault("POD_NAME", "virtualip-operator"));
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      if (colon > 0) {
        return new InetSocketAddress(
            text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
      }
    } catch (IllegalArgumentException notAPort) {
      throw unreadable(text, notAPort);
    }
    throw unreadable(text, null);
  }

  private static IllegalArgumentException unreadable(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        LISTEN
            + ": must be ADDR:PORT with a port of 0..65535, such as "
            + DEFAULT_LISTEN
            + ", and is '"
            + text
            + "'",
        cause);
  }
}
