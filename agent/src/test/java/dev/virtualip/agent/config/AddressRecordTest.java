package dev.virtualip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.loop.AddressBook.Held;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.agent.loop.VirtualRouterSnapshot.ActiveSource;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one process writes, the next one knows. */
class AddressRecordTest {

  private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.100");
  private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.101");
  private static final InetAddress THREE = InetAddress.ofLiteral("192.0.2.102");

  @TempDir Path directory;

  private static VirtualRouterSnapshot router(State state, InetAddress... heard) {
    return new VirtualRouterSnapshot(
        VirtualRouterSpec.of(
            new VirtualIPReference("ingress", "uid", 1),
            Family.IPV4,
            "eth0",
            51,
            100,
            250,
            true,
            List.of("192.0.2.100", "192.0.2.101")),
        state,
        100,
        250,
        false,
        false,
        null,
        List.of(
            new ActiveSource(
                InetAddress.ofLiteral("192.0.2.2"), Instant.EPOCH, List.of(heard), null)),
        Instant.EPOCH,
        null,
        List.of(),
        List.of(),
        List.of(),
        null,
        Map.of());
  }

  private static LoopSnapshot snapshot(VirtualRouterSnapshot router) {
    return new LoopSnapshot(true, true, List.of(router), List.of(), Map.of());
  }

  private AddressRecord after(VirtualRouterSnapshot... routers) {
    try (AddressRecord record = AddressRecord.open(directory)) {
      for (VirtualRouterSnapshot router : routers) {
        record.note(snapshot(router));
      }
    }
    return AddressRecord.open(directory);
  }

  @Test
  void nothingIsKnownAtFirst() {
    try (AddressRecord record = AddressRecord.open(directory)) {
      assertThat(record.knows(ONE)).isFalse();
      assertThat(record.heldBefore()).isEmpty();
    }
  }

  @Test
  void whatWasHeldIsKnownAndNamedWithItsInterface() {
    try (AddressRecord record = after(router(State.ACTIVE))) {
      assertThat(record.knows(ONE)).isTrue();
      assertThat(record.knows(TWO)).isTrue();
      assertThat(record.heldBefore())
          .containsExactlyInAnyOrder(new Held("eth0", ONE), new Held("eth0", TWO));
    }
  }

  @Test
  void whatWasHeardIsKnownButNotHeld() {
    try (AddressRecord record = after(router(State.BACKUP, ONE, THREE))) {
      assertThat(record.knows(ONE)).isTrue();
      assertThat(record.knows(TWO)).isFalse();
      assertThat(record.knows(THREE)).as("an address of others").isFalse();
      assertThat(record.heldBefore()).isEmpty();
    }
  }

  @Test
  void whatWasGivenAwayIsKnownButNotHeld() {
    try (AddressRecord record = after(router(State.ACTIVE), router(State.BACKUP))) {
      assertThat(record.knows(TWO)).isTrue();
      assertThat(record.heldBefore()).isEmpty();
    }
  }

  @Test
  void damagedLinesArePassedOver() throws IOException {
    Files.writeString(
        directory.resolve("addresses"),
        "held 192.0.2.100\nknown 192.0.2.1000\n\0\0\n\nheld 192.0.2.101 eth0\nknown 192.0.2.102\n");
    try (AddressRecord record = AddressRecord.open(directory)) {
      assertThat(record.knows(ONE)).isFalse();
      assertThat(record.knows(TWO)).isTrue();
      assertThat(record.knows(THREE)).isTrue();
      assertThat(record.heldBefore()).containsExactly(new Held("eth0", TWO));
    }
  }

  @Test
  void fileThatIsNoTextCountsAsNone() throws IOException {
    Files.write(directory.resolve("addresses"), new byte[] {(byte) 0xff, (byte) 0xfe, 10, 0});
    try (AddressRecord record = AddressRecord.open(directory)) {
      assertThat(record.knows(ONE)).isFalse();
    }
  }

  @Test
  void aDirectoryThatCantBeWrittenChangesNothingElse() throws IOException {
    AddressRecord record = AddressRecord.open(directory.resolve("absent"));
    try (record) {
      record.note(snapshot(router(State.ACTIVE)));
      assertThat(record.knows(ONE)).isTrue();
    }
    assertThat(Files.exists(directory.resolve("absent"))).isFalse();
  }
}
