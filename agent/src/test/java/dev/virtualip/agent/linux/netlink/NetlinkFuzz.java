package dev.virtualip.agent.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.virtualip.agent.fuzz.AllocationLimit;
import dev.virtualip.agent.fuzz.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any datagram of a NETLINK_ROUTE socket, as an event and as an answer. */
class NetlinkFuzz {

  /** Octets allocated for an octet read: an attribute of four becomes a buffer in a map. */
  private static final int ALLOCATION_PER_OCTET = 64;

  private static final int ALLOCATION = 16 * 1024;

  static Stream<Arguments> datagrams() {
    // NLMSG_ERROR with the request that it answers and an explanation.
    byte[] refusal =
        HexFormat.of()
            .parseHex(
                "3c00000002000002010000000000000013000000"
                    + "1800000014000500010000000000000001000000"
                    + "0a00010045585453540000"
                    + "00");
    return Stream.concat(Seeds.netlink(), Stream.of(refusal))
        .map(datagram -> Arguments.of((Object) datagram));
  }

  @MethodSource("datagrams")
  @FuzzTest(maxDuration = "5s")
  void isReadAsFarAsItIsWhole(byte[] datagram) {
    long limit = ALLOCATION + (long) ALLOCATION_PER_OCTET * datagram.length;
    List<NetlinkEvent> events = AllocationLimit.hold(limit, () -> events(datagram));
    assertThat(events).hasSizeLessThanOrEqualTo(datagram.length / NlMsgHdr.SIZE);
    AllocationLimit.hold(limit, () -> readAnswer(datagram));
  }

  private static List<NetlinkEvent> events(byte[] datagram) {
    List<NetlinkEvent> events = new ArrayList<>();
    NetlinkMonitor.parse(Vector.littleEndian(datagram), events::add);
    return events;
  }

  /** As Rtnetlink reads the kernel's verdict. */
  private static boolean readAnswer(byte[] datagram) {
    ByteBuffer buffer = Vector.littleEndian(datagram);
    return NlMsgHdr.parse(buffer)
        .flatMap(
            header -> {
              buffer.limit(header.length());
              return NlMsgErr.parse(header, buffer);
            })
        .isPresent();
  }
}
