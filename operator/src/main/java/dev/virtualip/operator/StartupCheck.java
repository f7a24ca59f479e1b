package dev.virtualip.operator;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import io.javaoperatorsdk.operator.OperatorException;
import java.util.List;

/**
 * Asks the API server for everything that the operator reads, once: an informer would hide a
 * missing CRD or right behind endless retries.
 */
final class StartupCheck {

  private static final ListOptions ONE = new ListOptionsBuilder().withLimit(1L).build();
  private static final String NAMESPACE = "kube-system";
  private static final int OLDEST_MINOR = 32;

  private StartupCheck() {}

  /**
   * Identifies the cluster, after checking that everything can be read.
   *
   * @return metadata.uid of the namespace kube-system
   * @throws FatalException naming the missing right or CRD
   */
  static String clusterUID(KubernetesClient client) throws FatalException {
    try {
      VersionInfo version = client.getKubernetesVersion();
      requireVersion(version.getMajor(), version.getMinor());
    } catch (KubernetesClientException e) {
      throw explain(e, "get /version", "/version");
    }
    for (Class<? extends HasMetadata> kind :
        List.of(Node.class, VirtualIP.class, VirtualIPNode.class)) {
      String plural = HasMetadata.getFullResourceName(kind);
      try {
        client.resources(kind).list(ONE);
      } catch (KubernetesClientException e) {
        throw explain(e, "list " + plural, plural);
      }
    }
    try {
      Namespace namespace = client.namespaces().withName(NAMESPACE).require();
      return namespace.getMetadata().getUid();
    } catch (KubernetesClientException e) {
      throw explain(e, "get namespaces/" + NAMESPACE, "namespaces");
    }
  }

  /**
   * Older API servers lack what the CRDs and the agents' admission policy are made of: isIP() in
   * CRDs, and the node in the tokens of service accounts.
   *
   * @param minor may have a suffix, such as 32+
   */
  static void requireVersion(String major, String minor) throws FatalException {
    if (number(major) < 1 || (number(major) == 1 && number(minor) < OLDEST_MINOR)) {
      throw new FatalException(
          FatalException.CONFIGURATION,
          "this is Kubernetes %s.%s; virtualip-operator needs 1.%d or later: upgrade the cluster"
              .formatted(major, minor, OLDEST_MINOR));
    }
  }

  private static int number(String text) {
    String digits = text.replaceAll("[^0-9].*", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /** The client wraps "connection refused" in words about the operation. */
  private static Throwable rootCause(Throwable problem) {
    Throwable cause = problem.getCause();
    return cause == null ? problem : rootCause(cause);
  }

  /**
   * Checks that the Lease of the leader can be read: the library would say so only in a stack
   * trace.
   *
   * @throws FatalException naming the missing right
   */
  static void requireLease(KubernetesClient client, String namespace, String lease)
      throws FatalException {
    try {
      client.resources(Lease.class).inNamespace(namespace).withName(lease).get();
    } catch (KubernetesClientException e) {
      throw explain(e, "get leases/%s in namespace %s".formatted(lease, namespace), "leases");
    }
  }

  /** What made the start fail, as far as the API server is the cause. */
  static FatalException explain(OperatorException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException refused) {
        return explain(refused, "list, watch or lead", "what the operator watches");
      }
    }
    return new FatalException(
        FatalException.UNAVAILABLE, "the operator could not start: " + e.getMessage(), e);
  }

  static FatalException explain(KubernetesClientException e, String right, String resource) {
    return switch (e.getCode()) {
      case 401, 403 ->
          new FatalException(
              FatalException.RIGHTS,
              "the API server refuses '%s'; bind the ClusterRole and the Role virtualip-operator to this service account"
                  .formatted(right),
              e);
      case 404 ->
          new FatalException(
              FatalException.CONFIGURATION,
              "the API server does not know %s; apply the CRDs of this release first"
                  .formatted(resource),
              e);
      default ->
          new FatalException(
              FatalException.UNAVAILABLE,
              "the API server does not answer '%s': %s".formatted(right, rootCause(e)),
              e);
    };
  }
}
