package dev.virtualip.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The agents of many nodes as the API server sees them: each echoes the generation it was given and
 * reports Active where its priority is the highest, as after an election on a link without loss.
 *
 * <p>One watch serves all of them, which is less than real agents ask for; their writes are those
 * of real agents: on change only, one per node at a time.
 */
final class SimulatedAgents implements AutoCloseable {

  private static final String VIRTUAL_IP_NODES = "/apis/virtualip.dev/v1alpha1/virtualipnodes";
  private static final int WRITERS = 4;

  /** What one node was told last. */
  private record Told(long generation, String reportRequest, Map<String, JsonNode> routers) {}

  private final Rest admin;
  private final Map<String, String> addresses = new ConcurrentHashMap<>();
  private final Map<String, Told> told = new HashMap<>();
  private final Map<String, Map<String, Integer>> claims = new HashMap<>();
  private final Set<String> silent = new HashSet<>();
  private final Map<String, Instant> since = new HashMap<>();
  private final Set<String> dirty = new LinkedHashSet<>();
  private final Set<String> writing = new HashSet<>();
  private final AtomicLong writes = new AtomicLong();
  private final AtomicLong specWrites = new AtomicLong();
  private final AtomicLong specOctets = new AtomicLong();
  private final Thread watch;
  private final List<Thread> writers;
  private volatile long lastSpecWrite = System.nanoTime();

  SimulatedAgents(Rest admin) {
    this.admin = admin;
    this.watch = admin.watch(VIRTUAL_IP_NODES, this::event);
    this.writers =
        IntStream.range(0, WRITERS)
            .mapToObj(number -> Thread.ofVirtual().name("agents " + number).start(this::write))
            .toList();
  }

  /** From now on this node has an agent; the address is that of its only interface. */
  void add(String node, String address) {
    addresses.put(node, address);
    touch(node);
  }

  /** The node dies: it says nothing any more, and those next in priority take over. */
  synchronized void silence(String node) {
    silent.add(node);
    claims.forEach(
        (virtualIP, priorities) -> {
          String before = holder(virtualIP);
          if (priorities.remove(node) != null && !Objects.equals(before, holder(virtualIP))) {
            touch(holder(virtualIP));
          }
        });
  }

  /** Nodes that hold something, and how many of each VirtualIP: 0 or 1. */
  synchronized Map<String, String> holders() {
    Map<String, String> holders = new TreeMap<>();
    for (String virtualIP : claims.keySet()) {
      String holder = holder(virtualIP);
      if (holder != null) {
        holders.put(virtualIP, holder);
      }
    }
    return holders;
  }

  /** How many virtual routers all nodes were told of. */
  synchronized int routers() {
    return told.values().stream().mapToInt(node -> node.routers().size()).sum();
  }

  /** Virtual routers of one node. */
  synchronized int routers(String node) {
    Told spec = told.get(node);
    return spec == null ? -1 : spec.routers().size();
  }

  /** Status writes of all agents so far. */
  long writes() {
    return writes.get();
  }

  /** Writes of the operator to a spec that arrived here so far. */
  long specWrites() {
    return specWrites.get();
  }

  /** Octets of the objects that those writes made. */
  long specOctets() {
    return specOctets.get();
  }

  /** {@link System#nanoTime} when the last of them arrived. */
  long lastSpecWrite() {
    return lastSpecWrite;
  }

  private void event(JsonNode event) {
    JsonNode object = event.path("object");
    String node = object.path("metadata").path("name").asText();
    if (node.isEmpty()) {
      throw new IllegalStateException(event.toString());
    }
    synchronized (this) {
      if (event.path("type").asText().equals("DELETED")) {
        told.remove(node);
        return;
      }
      long generation = object.path("metadata").path("generation").asLong();
      Told before = told.get(node);
      if (before != null && before.generation() == generation) {
        return;
      }
      lastSpecWrite = System.nanoTime();
      specWrites.incrementAndGet();
      specOctets.addAndGet(object.toString().length());
      Map<String, JsonNode> routers = new TreeMap<>();
      for (JsonNode router : object.path("spec").path("virtualRouters")) {
        routers.put(router.path("virtualIP").path("name").asText(), router);
      }
      String request = object.path("spec").path("reportRequest").asText();
      told.put(node, new Told(generation, request, routers));
      if (!silent.contains(node)) {
        claim(node, before == null ? Map.of() : before.routers(), routers);
        touch(node);
      }
    }
  }

  private void claim(String node, Map<String, JsonNode> before, Map<String, JsonNode> after) {
    Set<String> concerned = new HashSet<>(before.keySet());
    concerned.addAll(after.keySet());
    for (String virtualIP : concerned) {
      String held = holder(virtualIP);
      Map<String, Integer> priorities = claims.computeIfAbsent(virtualIP, name -> new TreeMap<>());
      JsonNode router = after.get(virtualIP);
      if (router == null) {
        priorities.remove(node);
      } else {
        priorities.put(node, router.path("priority").asInt());
      }
      String holds = holder(virtualIP);
      if (!Objects.equals(held, holds)) {
        touch(held);
        touch(holds);
      }
    }
  }

  private @Nullable String holder(String virtualIP) {
    return claims.getOrDefault(virtualIP, Map.of()).entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private synchronized void touch(@Nullable String node) {
    if (node != null) {
      dirty.add(node);
      notifyAll();
    }
  }

  private void write() {
    try {
      while (true) {
        String node;
        String report;
        synchronized (this) {
          node = next();
          while (node == null) {
            wait();
            node = next();
          }
          dirty.remove(node);
          writing.add(node);
          report = report(node).toString();
        }
        int code =
            admin
                .apply(VIRTUAL_IP_NODES + "/" + node + "/status", "virtualip-agent", report)
                .code();
        writes.incrementAndGet();
        synchronized (this) {
          writing.remove(node);
          notifyAll();
        }
        if (code != 200 && code != 404) { // 404: the operator has not made it yet.
          throw new IllegalStateException("report of " + node + ": " + code);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable String next() {
    for (String node : dirty) {
      if (!writing.contains(node) && told.containsKey(node) && addresses.containsKey(node)) {
        return node;
      }
    }
    return null;
  }

  private ObjectNode report(String node) {
    String address = Objects.requireNonNull(addresses.get(node));
    Told spec = Objects.requireNonNull(told.get(node));
    ObjectNode object = Tokens.object("virtualip.dev/v1alpha1", "VirtualIPNode", node);
    ObjectNode status = object.putObject("status").put("observedGeneration", spec.generation());
    if (!spec.reportRequest().isEmpty()) {
      status.put("reportRequest", spec.reportRequest());
    }
    status.putObject("agent").put("version", "simulated").put("startTime", "2026-01-01T00:00:00Z");
    status
        .putArray("interfaces")
        .addObject()
        .put("name", "eth0")
        .put("primaryIPv4", address)
        .putArray("subnets")
        .add(address + "/16");
    ArrayNode reported = status.putArray("virtualRouters");
    spec.routers().forEach((virtualIP, router) -> reported.add(state(node, virtualIP, router)));
    return object;
  }

  private ObjectNode state(String node, String virtualIP, JsonNode router) {
    String holder = holder(virtualIP);
    boolean active = node.equals(holder);
    String key = node + " " + virtualIP + " " + active;
    since.remove(node + " " + virtualIP + " " + !active);
    String since = this.since.computeIfAbsent(key, name -> Instant.now()).toString();
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.set("virtualIP", router.path("virtualIP"));
    state.set("family", router.path("family"));
    state.set("interface", router.path("interface"));
    state.set("virtualRouterID", router.path("virtualRouterID"));
    state.put("state", active ? "Active" : "Backup");
    state.set("effectivePriority", router.path("priority"));
    state.put("since", since);
    if (active) {
      state
          .putArray("activeSources")
          .addObject()
          .put("address", Objects.requireNonNull(addresses.get(node)))
          .put("since", since);
    }
    return state;
  }

  @Override
  public void close() {
    watch.interrupt();
    writers.forEach(Thread::interrupt);
  }
}
