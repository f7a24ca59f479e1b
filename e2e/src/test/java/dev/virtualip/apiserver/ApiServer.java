package dev.virtualip.apiserver;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A kube-apiserver with its etcd on loopback. Everything that it writes is in one temporary
 * directory, which {@link #close} removes.
 *
 * <p>It makes its serving certificate itself (--cert-dir); administrators carry a token that is new
 * each time; service accounts get real tokens, signed by a key of this directory.
 */
public final class ApiServer implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);
  private static final String AUDIT_POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived, ResponseStarted]
      rules:
        - level: Metadata
          users: ["system:serviceaccount:virtualip-system:virtualip-operator"]
        - level: None
      """;

  private final Settings settings;
  private final Path directory;
  private final int port = freePort();
  private final int etcdPort = freePort();
  private final int etcdPeerPort = freePort();
  private final String adminToken = UUID.randomUUID().toString();
  private final List<ChildProcess> children = new ArrayList<>();

  private ApiServer(Settings settings) throws IOException {
    this.settings = settings;
    this.directory = Files.createTempDirectory("virtualip-apiserver");
  }

  /** Starts both and waits until the API server is ready. */
  public static ApiServer start(Settings settings) {
    try {
      ApiServer server = new ApiServer(settings);
      try {
        server.prepare();
        server.run();
        return server;
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void prepare() throws IOException {
    Files.writeString(file("tokens.csv"), adminToken + ",admin,admin,\"system:masters\"\n");
    Files.writeString(file("service-account.key"), privateKey());
    Files.writeString(file("audit-policy.yaml"), AUDIT_POLICY);
  }

  private void run() {
    String etcd = "http://127.0.0.1:" + etcdPort;
    ChildProcess store =
        child(
            settings.etcd(),
            "--data-dir=" + file("etcd"),
            "--listen-client-urls=" + etcd,
            "--advertise-client-urls=" + etcd,
            "--listen-peer-urls=http://127.0.0.1:" + etcdPeerPort);
    ChildProcess server =
        child(
            settings.kubeApiserver(),
            "--etcd-servers=" + etcd,
            "--bind-address=127.0.0.1",
            "--secure-port=" + port,
            "--cert-dir=" + file("certificates"),
            "--service-cluster-ip-range=10.43.0.0/16",
            "--endpoint-reconciler-type=none",
            "--allow-privileged=true",
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            "--token-auth-file=" + file("tokens.csv"),
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=" + file("service-account.key"),
            "--service-account-signing-key-file=" + file("service-account.key"),
            "--audit-policy-file=" + file("audit-policy.yaml"),
            "--audit-log-path=" + auditLog());
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              store.requireAlive();
              server.requireAlive();
              return Files.exists(certificate()) && admin().isReady();
            });
  }

  private ChildProcess child(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ChildProcess child = ChildProcess.start(file(program.getFileName() + ".log"), command);
    children.add(child);
    return child;
  }

  /** Where it listens, such as https://127.0.0.1:40123. */
  public String url() {
    return "https://127.0.0.1:" + port;
  }

  /** What signs for its serving certificate: the certificate itself. */
  public Path certificate() {
    return file("certificates/apiserver.crt");
  }

  /** Everything that the operator's service account asked for, one JSON object per line. */
  public Path auditLog() {
    return file("audit.log");
  }

  /** What was handed to the tests. */
  public Settings settings() {
    return settings;
  }

  /** Speaks as a member of system:masters, whom nothing is denied. */
  public Rest admin() {
    return rest(adminToken);
  }

  /** Speaks as the bearer of {@code token}. */
  public Rest rest(String token) {
    return new Rest(url(), certificate(), token);
  }

  /** kubectl as an administrator. */
  public Kubectl kubectl() {
    return new Kubectl(settings.kubectl(), kubeconfig(adminToken));
  }

  /** A kubeconfig for the bearer of {@code token}; it holds everything that is needed. */
  public Path kubeconfig(String token) {
    try {
      Path kubeconfig = Files.createTempFile(directory, "kubeconfig", ".yaml");
      Files.writeString(
          kubeconfig,
          """
          apiVersion: v1
          kind: Config
          clusters:
            - name: default
              cluster: {server: "%s", certificate-authority: "%s"}
          users:
            - name: default
              user: {token: "%s"}
          contexts:
            - name: default
              context: {cluster: default, user: default}
          current-context: default
          """
              .formatted(url(), certificate(), token));
      return kubeconfig;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that lives as long as the API server, for what belongs to it. */
  public Path file(String name) {
    return directory.resolve(name);
  }

  private static String privateKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
          + "\n-----END PRIVATE KEY-----\n";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    children.reversed().forEach(ChildProcess::close);
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
