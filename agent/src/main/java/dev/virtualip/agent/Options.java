package dev.virtualip.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The command line, checked.
 *
 * @param source where the configuration comes from
 * @param node name of this node: metadata.name of its Node, or what {@code nodes[].name} of the
 *     manifests calls it
 * @param stateDirectory holds the last good configuration
 * @param replace whether to take over from the agent that runs with the same state directory
 * @param secretsDirectory has the passwords of version 2, one file each; null for none
 * @param secretsGiven whether somebody has named that directory
 * @param listen where all endpoints are served; port 0 lets the kernel choose
 * @param metricsListen where /metrics is served besides; null for nowhere
 */
record Options(
    Source source,
    String node,
    Path stateDirectory,
    boolean replace,
    @Nullable Path secretsDirectory,
    boolean secretsGiven,
    InetSocketAddress listen,
    @Nullable InetSocketAddress metricsListen) {

  /** Where the configuration comes from. */
  sealed interface Source {

    /** A directory of VirtualIP manifests. */
    record Manifests(Path directory) implements Source {}

    /**
     * The VirtualIPNode of this node.
     *
     * @param apiServer replaces the endpoint that the pod's environment names; null keeps it
     */
    record Kubernetes(@Nullable URI apiServer) implements Source {}
  }

  static final String USAGE =
      """
      usage: virtualip-agent (--manifests DIR | --kubernetes) --node NAME --state-dir DIR [OPTION]...

      Speaks VRRP (RFC 9568) in the network namespace it is started in and binds the virtual
      addresses that it wins.

        --manifests DIR      run the VirtualIP manifests in DIR (*.yaml, *.yml), re-read on change
        --kubernetes         run what the operator has planned for this node
        --node NAME          name of this node
        --state-dir DIR      where the last good configuration is kept
        --replace            take over from the agent that runs with the same state directory, if
                             there is one, without anything moving; it ends, or with --kubernetes
                             waits for SIGTERM
        --secrets-dir DIR    passwords of version 2, one file for each passwordKey (default with
                             --kubernetes: /etc/virtualip/authentication)
        --api-server URL     with --kubernetes: API server to use instead of the in-cluster endpoint
        --listen ADDR:PORT   serve /status, /recorder, /metrics, /healthz and /readyz here
                             (default 127.0.0.1:9770)
        --metrics-listen ADDR:PORT
                             serve /metrics alone here too (default: nowhere)
        --help, --version

      exit codes: 0 normal, 2 bad arguments or configuration, 3 missing rights
      """;

  private static final String MANIFESTS = "--manifests";
  private static final String KUBERNETES = "--kubernetes";
  private static final String NODE = "--node";
  private static final String STATE_DIR = "--state-dir";
  private static final String REPLACE = "--replace";
  private static final String API_SERVER = "--api-server";
  private static final String SECRETS_DIR = "--secrets-dir";
  private static final String LISTEN = "--listen";
  private static final String METRICS_LISTEN = "--metrics-listen";
  private static final Set<String> FLAGS = Set.of(KUBERNETES, REPLACE);
  private static final Set<String> WITH_VALUE =
      Set.of(MANIFESTS, NODE, STATE_DIR, SECRETS_DIR, API_SERVER, LISTEN, METRICS_LISTEN);

  /** Where the DaemonSet mounts the Secret virtualip-authentication, if there is one. */
  private static final Path DEFAULT_SECRETS = Path.of("/etc/virtualip/authentication");

  private static final String DEFAULT_LISTEN = "127.0.0.1:9770";

  /** RFC 1123 subdomain, as Kubernetes requires of a Node's name. */
  private static final Pattern NODE_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  /** Reads {@code --option value} and {@code --option=value}. */
  static Options parse(List<String> arguments) throws UsageException {
    Map<String, String> given = split(arguments);
    InetSocketAddress listen = listen(LISTEN, given.getOrDefault(LISTEN, DEFAULT_LISTEN));
    @Nullable InetSocketAddress metricsListen =
        given.containsKey(METRICS_LISTEN)
            ? listen(METRICS_LISTEN, given.get(METRICS_LISTEN))
            : null;
    requireApart(listen, metricsListen);
    return new Options(
        source(given),
        node(required(given, NODE, "give the name of this node, as in kubectl get nodes")),
        path(STATE_DIR, required(given, STATE_DIR, "give a directory that survives a restart")),
        given.containsKey(REPLACE),
        secrets(given),
        given.containsKey(SECRETS_DIR),
        listen,
        metricsListen);
  }

  private static void requireApart(
      InetSocketAddress listen, @Nullable InetSocketAddress metricsListen) throws UsageException {
    if (metricsListen != null
        && listen.getPort() != 0
        && listen.getPort() == metricsListen.getPort()
        && (listen.getAddress().equals(metricsListen.getAddress())
            || listen.getAddress().isAnyLocalAddress()
            || metricsListen.getAddress().isAnyLocalAddress())) {
      throw new UsageException(
          "%s: port %d is that of %s, which serves /metrics too; choose another port or leave it out"
              .formatted(METRICS_LISTEN, listen.getPort(), LISTEN));
    }
  }

  private static Map<String, String> split(List<String> arguments) throws UsageException {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      String value;
      if (FLAGS.contains(name)) {
        if (equals >= 0) {
          throw new UsageException(
              name + ": takes no value; leave out " + argument.substring(equals));
        }
        value = "";
      } else if (!WITH_VALUE.contains(name)) {
        throw new UsageException(name + ": no such option; see --help");
      } else if (equals >= 0) {
        value = argument.substring(equals + 1);
      } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
        value = arguments.get(++i);
      } else {
        throw new UsageException(name + ": needs a value; see --help");
      }
      if (given.put(name, value) != null) {
        throw new UsageException(name + ": given twice; give it once");
      }
    }
    return given;
  }

  private static Source source(Map<String, String> given) throws UsageException {
    @Nullable String directory = given.get(MANIFESTS);
    boolean kubernetes = given.containsKey(KUBERNETES);
    if ((directory != null) == kubernetes) {
      throw new UsageException(
          directory == null
              ? "--manifests or --kubernetes: one of them must say where the configuration comes"
                  + " from"
              : "--manifests and --kubernetes: give one of them, not both");
    }
    @Nullable String apiServer = given.get(API_SERVER);
    if (directory != null) {
      if (apiServer != null) {
        throw new UsageException(API_SERVER + ": works with --kubernetes only; leave it out");
      }
      return new Source.Manifests(path(MANIFESTS, directory));
    }
    return new Source.Kubernetes(apiServer == null ? null : apiServer(apiServer));
  }

  private static @Nullable Path secrets(Map<String, String> given) throws UsageException {
    @Nullable String directory = given.get(SECRETS_DIR);
    if (directory != null) {
      return path(SECRETS_DIR, directory);
    }
    return given.containsKey(KUBERNETES) ? DEFAULT_SECRETS : null;
  }

  private static String required(Map<String, String> given, String name, String cure)
      throws UsageException {
    @Nullable String value = given.get(name);
    if (value == null) {
      throw new UsageException(name + ": missing; " + cure);
    }
    return value;
  }

  private static String node(String value) throws UsageException {
    if (value.length() > 253 || !NODE_NAME.matcher(value).matches()) {
      throw new UsageException(
          NODE
              + ": \""
              + value
              + "\" is no node name; use lower case letters, digits, '-' and '.', as in kubectl"
              + " get nodes");
    }
    return value;
  }

  private static Path path(String name, String value) throws UsageException {
    if (value.isBlank() || value.indexOf('\0') >= 0) {
      throw new UsageException(name + ": is empty; give the path of a directory");
    }
    return Path.of(value);
  }

  private static URI apiServer(String value) throws UsageException {
    try {
      URI uri = new URI(value);
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // The message below says what is expected.
    }
    throw new UsageException(
        API_SERVER + ": \"" + value + "\" is no URL; give one such as https://192.168.1.11:6443");
  }

  private static InetSocketAddress listen(String name, String value) throws UsageException {
    int colon = value.lastIndexOf(':');
    if (colon > 0) {
      String host = value.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      if (bracketed || host.indexOf(':') < 0) {
        try {
          InetAddress address =
              InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host);
          int port = Integer.parseInt(value.substring(colon + 1));
          if (port >= 0 && port <= 65_535) {
            return new InetSocketAddress(address, port);
          }
        } catch (IllegalArgumentException e) {
          // Not an address or not a number; the message below says what is expected.
        }
      }
    }
    throw new UsageException(
        name
            + ": \""
            + value
            + "\" is not ADDR:PORT; give an address and a port, such as 127.0.0.1:9770 or"
            + " [::1]:9770");
  }
}
