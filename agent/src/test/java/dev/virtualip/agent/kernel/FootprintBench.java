package dev.virtualip.agent.kernel;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What an agent costs its machine with some virtual routers that are all Active, and what
 * keepalived costs with the same ones.
 */
public final class FootprintBench {

  private static final int INTERVAL_MILLISECONDS = 100;

  /** Of /proc/PID/stat, the same on every architecture that Java runs on. */
  private static final long TICKS_PER_SECOND = 100;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /**
   * One line.
   *
   * @param socketsOpenMilliseconds from the start of the program to its first advertisement less
   *     the time that the standard makes it wait; the time until an owner of the address sends
   * @param cpuPercent of one core, over the second half of the time
   */
  record Row(
      String party,
      int virtualRouters,
      double residentMegabytes,
      int threads,
      double socketsOpenMilliseconds,
      double cpuPercent) {}

  private FootprintBench() {}

  /**
   * Needs root.
   *
   * @param arguments the file to write, seconds that each one runs, and how many virtual routers,
   *     separated by commas
   */
  public static void main(String[] arguments) throws Exception {
    int seconds = Integer.parseInt(arguments[1]);
    List<Row> rows = new ArrayList<>();
    System.out.printf(
        "%-11s %8s %8s %8s %14s %10s%n",
        "", "routers", "RSS MB", "threads", "first advert", "CPU %");
    for (String count : arguments[2].split(",", -1)) {
      for (boolean ours : new boolean[] {true, false}) {
        Row row = measure(ours, Integer.parseInt(count), Duration.ofSeconds(seconds));
        rows.add(row);
        System.out.printf(
            "%-11s %8d %8.1f %8d %11.0f ms %10.2f%n",
            row.party(),
            row.virtualRouters(),
            row.residentMegabytes(),
            row.threads(),
            row.socketsOpenMilliseconds(),
            row.cpuPercent());
      }
    }
    String load = Files.readString(Path.of("/proc/loadavg")).strip();
    System.out.println(
        "all Active every %d ms, after %d s; first advert: of an owner, from the start of the program"
                .formatted(INTERVAL_MILLISECONDS, seconds)
            + "; CPU of one core; load "
            + load);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("load", load);
    all.put("seconds", seconds);
    all.put("rows", rows);
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(new File(arguments[0]), all);
    System.exit(0);
  }

  private static Row measure(boolean ours, int routers, Duration time) throws Exception {
    Path home = Files.createTempDirectory("virtualip-footprint");
    try (Lan lan = new Lan()) {
      Machine machine = lan.machine(1);
      machine.ip("address", "add", "10.9.0.1/16", "dev", "eth0");
      try (Wire wire = Wire.tap(lan.machine(254))) {
        return ours
            ? ofAgent(machine, wire, home, routers, time)
            : ofKeepalived(machine, wire, home, routers, time);
      }
    }
  }

  private static Row ofAgent(Machine machine, Wire wire, Path home, int routers, Duration time)
      throws Exception {
    StringBuilder manifests = new StringBuilder();
    for (int router = 1; router <= routers; router++) {
      manifests.append(
          """
          ---
          apiVersion: virtualip.dev/v1alpha1
          kind: VirtualIP
          metadata:
            name: vip%1$d
          spec:
            addresses: ["10.9.1.%1$d"]
            interface: eth0
            virtualRouterID: %1$d
            advertisementIntervalMilliseconds: %2$d
            nodes:
              - {name: a, priority: 255}
          """
              .formatted(router, INTERVAL_MILLISECONDS));
    }
    Manifest.write(home, manifests.toString());
    long begin = BootClock.nanos();
    try (Agent agent = Agent.start(machine, "a", home)) {
      double first = first(wire, begin);
      return row("agent", routers, first, List.of(agent.pid()), time);
    }
  }

  @SuppressWarnings("try") // An interrupt ends it, whoever swallows it.
  private static Row ofKeepalived(Machine machine, Wire wire, Path home, int routers, Duration time)
      throws Exception {
    StringBuilder configuration = new StringBuilder("global_defs {\n  vrrp_version 3\n}\n");
    for (int router = 1; router <= routers; router++) {
      configuration.append(
          """
          vrrp_instance vip%1$d {
            interface eth0
            state MASTER
            virtual_router_id %1$d
            priority 255
            advert_int %2$s
            virtual_ipaddress {
              10.9.1.%1$d
            }
          }
          """
              .formatted(router, INTERVAL_MILLISECONDS / 1000.0));
    }
    long begin = BootClock.nanos();
    try (Keepalived keepalived =
        Keepalived.on(machine, configuration.toString(), "10.9.1.1", home)) {
      keepalived.start();
      double first = first(wire, begin);
      return row("keepalived", routers, first, keepalived.pids(), time);
    }
  }

  private static double first(Wire wire, long begin) throws InterruptedException {
    long heard =
        wire.require("an advert", advert -> true, Duration.ofNanos(PATIENCE_NANOS)).nanos();
    return (heard - begin) / 1e6;
  }

  private static Row row(String party, int routers, double first, List<Long> pids, Duration time)
      throws Exception {
    Duration half = time.dividedBy(2);
    TimeUnit.NANOSECONDS.sleep(half.toNanos());
    long before = ticks(pids);
    TimeUnit.NANOSECONDS.sleep(half.toNanos());
    double seconds = (ticks(pids) - before) / (double) TICKS_PER_SECOND;
    return new Row(
        party,
        routers,
        status(pids, "VmRSS:") / 1024.0,
        (int) status(pids, "Threads:"),
        first,
        100 * seconds / half.toSeconds());
  }

  /** The sum over processes of a number in /proc/PID/status. */
  private static long status(List<Long> pids, String name) throws IOException {
    long sum = 0;
    for (long pid : pids) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
        sum +=
            lines
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
      }
    }
    return sum;
  }

  /** CPU time of processes so far: utime and stime of /proc/PID/stat. */
  private static long ticks(List<Long> pids) throws IOException {
    long sum = 0;
    for (long pid : pids) {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      sum += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
    return sum;
  }
}
