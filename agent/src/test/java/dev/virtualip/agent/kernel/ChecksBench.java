package dev.virtualip.agent.kernel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.virtualip.agent.kernel.Lan.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;

/**
 * What 250 health checks at 1 s cost an agent: CPU time of its process, less that of the same
 * virtual routers without checks.
 *
 * <p>Arguments: file to write, seconds to measure, agent's own flags of the JVM.
 */
final class ChecksBench {

  private static final int CHECKS = 250;

  /** The most that one VirtualIP may have. */
  private static final int CHECKS_EACH = 8;

  private static final int TCP = 7001;
  private static final int HTTP = 7002;
  private static final int HTTPS = 7003;

  /** Until the JVM has compiled what runs all the time. */
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  /** CLK_TCK, which the kernel fixes for every program. */
  private static final double TICKS_PER_SECOND = 100;

  /** A kind of check, and what 250 of them may cost; 0 where nothing is promised. */
  private enum Kind {
    NONE("no checks", "", 0),
    FILE("file", "file: {path: fit}", 5),
    TCP_SOCKET("tcpSocket", "tcpSocket: {port: " + TCP + "}", 5),
    HTTP_GET("httpGet, HTTP", "httpGet: {port: " + HTTP + "}", 10),
    HTTPS_GET("httpGet, HTTPS", "httpGet: {scheme: HTTPS, port: " + HTTPS + "}", 0);

    private final String title;
    private final String yaml;
    private final int mostPercent;

    Kind(String title, String yaml, int mostPercent) {
      this.title = title;
      this.yaml = yaml;
      this.mostPercent = mostPercent;
    }
  }

  private ChecksBench() {}

  public static void main(String[] arguments) throws Exception {
    int exitCode = 1;
    try {
      run(arguments);
      exitCode = 0;
    } catch (Exception e) {
      System.err.println("error: " + e);
    }
    System.exit(exitCode); // the servers' threads would go on
  }

  private static void run(String[] arguments) throws Exception {
    // Otherwise the server ends what is idle beyond 200, and the checks connect anew.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    int seconds = Integer.parseInt(arguments[1]);
    List<String> flags = List.of(arguments[2].split(" ", -1));
    Path directory = Files.createTempDirectory("checks-bench");
    ObjectNode all = new ObjectMapper().createObjectNode();
    // Never closed: closing waits for who waits for connections.
    ExecutorService threads = Executors.newCachedThreadPool(ChecksBench::daemon);
    try (Lan lan = new Lan()) {
      Machine machine = lan.machine(1);
      machine.ip("address", "add", "198.18.1.1/16", "dev", "eth0");
      serve(machine, directory, threads);
      System.out.printf("%d checks at 1 s, percent of a core   total   checks    may%n", CHECKS);
      double without = 0;
      for (Kind kind : Kind.values()) {
        double percent = measure(kind, machine, directory, flags, seconds);
        if (kind == Kind.NONE) {
          without = percent;
        }
        double cost = percent - without;
        System.out.printf(
            Locale.ROOT,
            "%-36s %7.2f %8.2f %6s%n",
            kind.title,
            percent,
            cost,
            kind.mostPercent == 0 ? "-" : "< " + kind.mostPercent);
        all.putObject(kind.name()).put("totalPercent", percent).put("checksPercent", cost);
      }
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(Path.of(arguments[0]).toFile(), all);
  }

  private static Thread daemon(Runnable task) {
    return Thread.ofPlatform().daemon().unstarted(task);
  }

  private static double measure(
      Kind kind, Machine machine, Path directory, List<String> flags, int seconds)
      throws Exception {
    Path home = Files.createDirectories(directory.resolve(kind.name()));
    Files.createDirectories(home.resolve("state/checks"));
    Files.createFile(home.resolve("state/checks/fit"));
    Manifest.write(home, manifest(kind));
    List<String> program = List.of("env", "JDK_JAVA_OPTIONS=" + String.join(" ", flags));
    try (Agent agent = Agent.startBy(program, machine, "a", home)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> agent.status().path("virtualRouters").size() == routers());
      Thread.sleep(WARM_UP);
      if (agent.status().toString().contains("HealthCheckFailing")) {
        throw new IllegalStateException("checks fail: " + agent.status());
      }
      long before = ticks(agent.pid());
      long begin = System.nanoTime();
      Thread.sleep(Duration.ofSeconds(seconds));
      double used = (ticks(agent.pid()) - before) / TICKS_PER_SECOND;
      return 100 * used / ((System.nanoTime() - begin) / 1e9);
    }
  }

  private static int routers() {
    return (CHECKS + CHECKS_EACH - 1) / CHECKS_EACH;
  }

  private static String manifest(Kind kind) {
    StringBuilder text = new StringBuilder();
    for (int router = 0; router < routers(); router++) {
      text.append(
          """
          ---
          apiVersion: virtualip.dev/v1alpha1
          kind: VirtualIP
          metadata: {name: vip-%1$d}
          spec:
            addresses: ["198.18.0.%1$d"]
            interface: eth0
            virtualRouterID: %1$d
            advertisementIntervalMilliseconds: 1000
          """
              .formatted(router + 1));
      if (kind != Kind.NONE) {
        text.append("  healthChecks:\n");
        for (int check = router * CHECKS_EACH;
            check < Math.min(CHECKS, (router + 1) * CHECKS_EACH);
            check++) {
          text.append("    - {name: c%d, %s}\n".formatted(check, kind.yaml));
        }
      }
    }
    return text.toString();
  }

  /** User and system time of all its threads, in clock ticks. */
  private static long ticks(long pid) throws Exception {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    // The name of the program, in parentheses, may have spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static void serve(Machine machine, Path directory, ExecutorService threads)
      throws Exception {
    Inside.call(
        machine,
        () -> {
          InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
          ServerSocket tcp = new ServerSocket(TCP, CHECKS, loopback);
          threads.execute(() -> acceptAll(tcp));
          HttpServer http = HttpServer.create(new InetSocketAddress(loopback, HTTP), CHECKS);
          HttpsServer https = HttpsServer.create(new InetSocketAddress(loopback, HTTPS), CHECKS);
          https.setHttpsConfigurator(new HttpsConfigurator(tls(directory)));
          for (HttpServer server : List.of(http, https)) {
            server.setExecutor(threads);
            server.createContext(
                "/",
                exchange -> {
                  // Not closed itself: that would end the connection, which is to be kept.
                  exchange.getRequestBody().readAllBytes();
                  exchange.sendResponseHeaders(200, -1);
                  exchange.getResponseBody().close();
                });
            server.start();
          }
          return http;
        });
  }

  private static void acceptAll(ServerSocket tcp) {
    try {
      while (true) {
        tcp.accept().close();
      }
    } catch (IOException e) {
      // The end.
    }
  }

  private static SSLContext tls(Path directory) throws Exception {
    Path store = directory.resolve("server.p12");
    Command.require(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-storetype",
        "PKCS12",
        "-storepass",
        "changeit",
        "-keystore",
        store.toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
