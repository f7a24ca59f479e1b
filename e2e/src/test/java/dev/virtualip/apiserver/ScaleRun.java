package dev.virtualip.apiserver;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** One cluster of a given size, from nothing to quiet, with what each step cost. */
final class ScaleRun implements AutoCloseable {

  private static final String API = "/apis/virtualip.dev/v1alpha1/";
  private static final String NODES = "/api/v1/nodes";
  private static final int PARTICIPANTS = 16;
  private static final Duration LONG = Duration.ofMinutes(3);

  /** Without a write for so long, a step counts as done. */
  private static final Duration QUIET = Duration.ofSeconds(3);

  private final int virtualIPs;
  private final int nodes;
  private final ApiServer server;
  private final Rest admin;
  private final SimulatedAgents agents;
  private final RunningOperator operator;
  private final Map<String, Object> result = new LinkedHashMap<>();

  ScaleRun(int virtualIPs, int nodes) {
    this.virtualIPs = virtualIPs;
    this.nodes = nodes;
    this.server = ApiServerExtension.installed();
    this.admin = server.admin();
    this.agents = new SimulatedAgents(admin);
    each(nodes, this::node);
    this.operator = new RunningOperator(server);
  }

  /** Measures; {@code whole} also what takes a minute and what changes the cluster. */
  Map<String, Object> measure(boolean whole) {
    result.put("VirtualIPs", virtualIPs);
    result.put("nodes", nodes);
    until(() -> reported() == nodes);
    quiet();
    apply();
    if (whole) {
      quietMinute();
      add();
      join();
      failover();
    }
    result.put("largest VirtualIPNode (octets)", largest());
    result.put("operator RSS (MB)", operator.kibibytes("VmRSS") / 1024);
    result.put("operator RSS at most (MB)", operator.kibibytes("VmHWM") / 1024);
    return result;
  }

  private void apply() {
    long writes = OperatorRequests.writes(server);
    long octets = agents.specOctets();
    long specWrites = agents.specWrites();
    long reports = agents.writes();
    Duration processor = operator.processorTime();
    long begin = System.nanoTime();
    each(virtualIPs, number -> virtualIP(number));
    long applied = System.nanoTime();
    until(() -> agents.routers() == virtualIPs * Math.min(PARTICIPANTS, nodes));
    quiet();
    result.put("apply all (s)", seconds(applied - begin));
    result.put("last apply to last spec write (s)", seconds(agents.lastSpecWrite() - applied));
    until(() -> ready() == virtualIPs);
    quiet();
    result.put(
        "processor time of the operator (s)",
        seconds(operator.processorTime().minus(processor).toNanos()));
    result.put("operator writes", OperatorRequests.writes(server) - writes);
    result.put("agent writes", agents.writes() - reports);
    result.put("spec writes", agents.specWrites() - specWrites);
    result.put("spec octets written", agents.specOctets() - octets);
  }

  private void quietMinute() {
    long writes = OperatorRequests.writes(server);
    long reports = agents.writes();
    pause(Duration.ofMinutes(1));
    result.put("operator writes in a quiet minute", OperatorRequests.writes(server) - writes);
    result.put("agent writes in a quiet minute", agents.writes() - reports);
  }

  private void add() {
    long writes = OperatorRequests.writes(server);
    virtualIP(virtualIPs);
    until(() -> agents.routers() == (virtualIPs + 1) * Math.min(PARTICIPANTS, nodes));
    until(() -> ready() == virtualIPs + 1);
    quiet();
    result.put("writes for one VirtualIP more", OperatorRequests.writes(server) - writes);
  }

  private void join() {
    long writes = OperatorRequests.writes(server);
    long begin = System.nanoTime();
    node(nodes);
    until(() -> agents.routers("node-" + nodes) > 0); // It ranks among the first 16 somewhere.
    quiet();
    result.put("one node more to last spec write (s)", seconds(agents.lastSpecWrite() - begin));
    result.put("writes for one node more", OperatorRequests.writes(server) - writes);
    result.put("virtual routers on it", agents.routers("node-" + nodes));
  }

  private void failover() {
    Map<String, String> before = agents.holders();
    String holder = before.values().iterator().next();
    List<String> moved =
        before.keySet().stream().filter(name -> holder.equals(before.get(name))).toList();
    long writes = OperatorRequests.writes(server);
    agents.silence(holder);
    until(() -> moved.stream().allMatch(this::isTold));
    quiet();
    result.put("VirtualIPs that moved in a failover", moved.size());
    result.put(
        "writes per failover", (OperatorRequests.writes(server) - writes) / (double) moved.size());
  }

  /** Whether the status names the node that holds it now. */
  private boolean isTold(String virtualIP) {
    return status(virtualIP)
        .path("activeNode")
        .asText()
        .equals(agents.holders().getOrDefault(virtualIP, "nobody"));
  }

  private void node(int number) {
    String name = "node-" + number;
    agents.add(name, "10.7.%d.%d".formatted(number / 200, 10 + number % 200));
    admin.create(NODES, Tokens.node(name)).requireSuccess();
    ObjectNode ready = Tokens.object("v1", "Node", name);
    ready
        .putObject("status")
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("reason", "Bench")
        .put("message", "")
        .put("lastHeartbeatTime", "2026-01-01T00:00:00Z")
        .put("lastTransitionTime", "2026-01-01T00:00:00Z");
    admin.apply(NODES + "/" + name + "/status", "kubelet", ready.toString()).requireSuccess();
  }

  /** One address and two health checks. */
  private void virtualIP(int number) {
    admin
        .apply(
            API + "virtualips/vip-" + number,
            "user",
            """
            apiVersion: virtualip.dev/v1alpha1
            kind: VirtualIP
            metadata: {name: vip-%d}
            spec:
              addresses: [10.7.200.%d]
              healthChecks:
                - {name: web, httpGet: {port: 443, scheme: HTTPS, path: /healthz}}
                - {name: ssh, tcpSocket: {port: 22}}
            """
                .formatted(number, number + 1))
        .requireSuccess();
  }

  private long reported() {
    return count("virtualipnodes", object -> !object.path("status").path("agent").isMissingNode());
  }

  private long ready() {
    return count(
        "virtualips",
        object -> {
          for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
              return condition.path("status").asText().equals("True");
            }
          }
          return false;
        });
  }

  private long count(String plural, Predicate<JsonNode> what) {
    long found = 0;
    for (JsonNode object : admin.get(API + plural).requireSuccess().body().path("items")) {
      found += what.test(object) ? 1 : 0;
    }
    return found;
  }

  private int largest() {
    int largest = 0;
    for (JsonNode object :
        admin.get(API + "virtualipnodes").requireSuccess().body().path("items")) {
      largest = Math.max(largest, object.toString().length());
    }
    return largest;
  }

  private JsonNode status(String name) {
    return admin.get(API + "virtualips/" + name).requireSuccess().body().path("status");
  }

  private void until(Callable<Boolean> what) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              operator.requireAlive();
              return what.call();
            });
  }

  /** Waits until nobody has written for a while. */
  private void quiet() {
    long[] last = {-1, System.nanoTime()};
    until(
        () -> {
          long now = OperatorRequests.writes(server) + agents.writes();
          if (now != last[0]) {
            last[0] = now;
            last[1] = System.nanoTime();
          }
          return System.nanoTime() - last[1] > QUIET.toNanos();
        });
  }

  private static void pause(Duration time) {
    await().pollDelay(time).timeout(time.plusSeconds(10)).until(() -> true);
  }

  private static String seconds(long nanoseconds) {
    return "%.2f".formatted(nanoseconds / (double) TimeUnit.SECONDS.toNanos(1));
  }

  /** Several at once, as kubectl and kubelets do. */
  private static void each(int count, IntConsumer action) {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<? extends Future<?>> all =
          IntStream.range(0, count)
              .mapToObj(number -> threads.submit(() -> action.accept(number)))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    operator.close();
    agents.close();
    server.close();
  }
}
