package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.kernel.Wire.Advert;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Our agent and another implementation in one group on one link, watched from a third machine and
 * through the kernel of ours.
 */
final class Match implements AutoCloseable {

  /** For what must come and is not timed. */
  static final Duration SOON = Duration.ofSeconds(15);

  /** What scheduling and reading a capture may add to a time that is held to a formula. */
  static final Duration SLACK = Duration.ofMillis(150);

  /** FRR reckons in whole centiseconds. */
  static final Duration EARLY = Duration.ofMillis(10);

  private final Lan lan = new Lan();
  private final Path directory;
  private final Group group;
  private final Machine ours;
  private final Machine theirs;
  private final Wire wire;
  private final Events kernel;
  private final InetAddress source;
  private @Nullable Agent agent;

  Match(Group group, Path directory) throws Exception {
    this(group, directory, 2, 1);
  }

  /**
   * Prepares the link.
   *
   * @param ourHost last octet of our address
   * @param theirHost last octet of theirs
   */
  Match(Group group, Path directory, int ourHost, int theirHost) throws Exception {
    this.group = group;
    this.directory = directory;
    ours = lan.machine(ourHost);
    theirs = lan.machine(theirHost);
    wire = Wire.tap(lan.machine(254));
    kernel = Events.start(ours);
    source = InetAddress.ofLiteral(group.isIpv6() ? ours.linkLocal() : ours.address());
  }

  Group group() {
    return group;
  }

  Machine ours() {
    return ours;
  }

  Machine theirs() {
    return theirs;
  }

  Wire wire() {
    return wire;
  }

  /** The running agent. */
  Agent agent() {
    if (agent == null) {
      throw new IllegalStateException("not started");
    }
    return agent;
  }

  Path home() {
    return directory.resolve("ours");
  }

  /** Starts our agent, also after its end. */
  void startOurs(int priority) throws IOException {
    startOurs(group, priority);
  }

  void startOurs(Group configuration, int priority) throws IOException {
    Manifest.write(home(), configuration.manifest("ours", priority));
    if (configuration.password() == null) {
      agent = Agent.start(ours, "ours", home());
      return;
    }
    Path secrets = Files.createDirectories(home().resolve("secrets"));
    Files.writeString(secrets.resolve(Group.PASSWORD_KEY), configuration.password());
    agent = Agent.start(ours, "ours", home(), "--secrets-dir", secrets.toString());
  }

  boolean isOurs(Advert advert) {
    return advert.source().equals(source);
  }

  boolean isTheirs(Advert advert) {
    return !isOurs(advert);
  }

  Advert nextOfOurs(Duration limit) throws InterruptedException {
    return wire.require("advert of ours", this::isOurs, limit);
  }

  Advert nextOfTheirs(Duration limit) throws InterruptedException {
    return wire.require("advert of theirs", this::isTheirs, limit);
  }

  /** Listens on the wire for {@code time}; nothing that was heard before is forgotten. */
  void listenFor(Duration time) throws InterruptedException {
    wire.next(advert -> false, time);
  }

  /** When our kernel bound the address, CLOCK_BOOTTIME. */
  long bound(Duration limit) throws Exception {
    return kernel
        .next(
            event ->
                event instanceof NetlinkEvent.AddressAdded(var added) && isVirtual(added.address()),
            limit)
        .orElseThrow(() -> new AssertionError("not bound within " + limit))
        .nanos();
  }

  /** When our kernel removed the address, CLOCK_BOOTTIME. */
  long released(Duration limit) throws Exception {
    return kernel
        .next(
            event ->
                event instanceof NetlinkEvent.AddressRemoved(var removed)
                    && isVirtual(removed.address()),
            limit)
        .orElseThrow(() -> new AssertionError("not released within " + limit))
        .nanos();
  }

  private boolean isVirtual(InetAddress address) {
    return address.equals(InetAddress.ofLiteral(group.address()));
  }

  boolean holds() {
    return !ours.ip("-oneline", "address", "show", "to", group.address()).isEmpty();
  }

  /** Ours advertises alone and its kernel has the address, theirs has none. */
  void awaitOurs(Peer peer) throws Exception {
    nextOfOurs(SOON);
    bound(SOON);
    await().atMost(SOON).until(() -> !peer.holds());
    assertThat(wire.listen(Duration.ofMillis(group.intervalMilliseconds() + 150)))
        .isNotEmpty()
        .allMatch(this::isOurs);
    assertThat(holds()).isTrue();
  }

  /** Theirs advertises alone and has the address, our kernel has none. */
  void awaitTheirs(Peer peer) throws Exception {
    nextOfTheirs(SOON);
    await().atMost(SOON).until(() -> peer.holds() && !holds());
    assertThat(wire.listen(Duration.ofMillis(group.intervalMilliseconds() + 150)))
        .isNotEmpty()
        .allMatch(this::isTheirs);
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.close();
    }
    kernel.close();
    wire.close();
    lan.close();
  }
}
