package dev.virtualip.agent.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's structs octet by octet, as little-endian machines have them. */
class StructTest {

  @Test
  void messageHeader() {
    NlMsgHdr header = new NlMsgHdr(16, 20, 0x505, 7, 0x01020304);
    roundTrip(
        header,
        header::pack,
        NlMsgHdr::parse,
        "10000000" + "1400" + "0505" + "07000000" + "04030201");
  }

  @Test
  void addressMessage() {
    IfAddrMsg message = new IfAddrMsg(2, 32, 0x80, 253, 258);
    roundTrip(message, message::pack, IfAddrMsg::parse, "022080fd" + "02010000");
  }

  @Test
  void linkMessage() {
    IfInfoMsg message = new IfInfoMsg(7, 772, 3, 0x11043, -1);
    roundTrip(
        message,
        message::pack,
        IfInfoMsg::parse,
        "0700" + "0403" + "03000000" + "43100100" + "ffffffff");
  }

  @Test
  void lifetimes() {
    IfaCacheInfo info = new IfaCacheInfo(0, 3);
    roundTrip(
        info, info::pack, IfaCacheInfo::parse, "00000000" + "03000000" + "00000000" + "00000000");
  }

  private static <T> void roundTrip(
      T struct, Consumer<ByteBuffer> pack, Function<ByteBuffer, Optional<T>> parse, String golden) {
    byte[] octets = HexFormat.of().parseHex(golden);
    byte[] written = new byte[octets.length];
    ByteBuffer packed = Vector.littleEndian(written);
    pack.accept(packed);
    assertThat(HexFormat.of().formatHex(written)).isEqualTo(golden);
    assertThat(packed.hasRemaining()).isFalse();
    assertThat(parse.apply(Vector.littleEndian(octets))).contains(struct);
    for (int length = 0; length < octets.length; length++) {
      ByteBuffer cut = Vector.littleEndian(octets).limit(length);
      assertThat(parse.apply(cut)).as("length " + length).isEmpty();
      assertThat(cut.position()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"15", "0", "-1", "17"})
  void aMessageWhoseLengthCannotBeIsNone(int length) {
    ByteBuffer buffer = Vector.littleEndian(new byte[16]).putInt(0, length);
    assertThat(NlMsgHdr.parse(buffer)).isEmpty();
  }

  @Test
  void attributesArePadded() {
    byte[] written = new byte[24];
    ByteBuffer buffer = Vector.littleEndian(written);
    RtAttr.packByte(buffer, IfAddrMsg.IFA_PROTO, 112);
    RtAttr.packInt(buffer, IfAddrMsg.IFA_FLAGS, 0x202);
    RtAttr.pack(buffer, IfAddrMsg.IFA_LOCAL, new byte[] {(byte) 192, 0, 2, 100});
    String golden = "05000b0070000000" + "0800080002020000" + "08000200c0000264";
    assertThat(HexFormat.of().formatHex(written)).isEqualTo(golden);

    Map<Integer, ByteBuffer> parsed = RtAttr.parseAll(buffer.flip());
    assertThat(parsed)
        .containsOnlyKeys(IfAddrMsg.IFA_PROTO, IfAddrMsg.IFA_FLAGS, IfAddrMsg.IFA_LOCAL);
    assertThat(parsed.get(IfAddrMsg.IFA_PROTO)).isEqualTo(ByteBuffer.wrap(new byte[] {112}));
    assertThat(buffer(parsed, IfAddrMsg.IFA_FLAGS).getInt(0)).isEqualTo(0x202);
  }

  @Test
  void aTypeIsReadWithoutItsFlags() {
    ByteBuffer nested = Vector.littleEndian(HexFormat.of().parseHex("04001280"));
    assertThat(RtAttr.parseAll(nested)).containsOnlyKeys(18);
  }

  @ParameterizedTest
  @CsvSource({"0300020000000000", "0900020000000000", "ffff020000000000", "040002"})
  void aDamagedAttributeEndsTheList(String hex) {
    assertThat(RtAttr.parseAll(Vector.littleEndian(HexFormat.of().parseHex(hex)))).isEmpty();
  }

  @Test
  void answersCarryTheKernelsExplanation() {
    // Capped, with NLMSGERR_ATTR_MSG (type 1) "ipv4: wrong" and an attribute that nobody asks for.
    String payload =
        "edffffff"
            + "2c00000014000505"
            + "0100000000000000"
            + "0800030007000000"
            + "10000100697076343a2077726f6e6700";
    assertThat(answer(0x300, payload)).contains(new NlMsgErr(-19, "ipv4: wrong"));
    assertThat(answer(0x100, payload)).as("no attributes").contains(new NlMsgErr(-19, ""));
  }

  @Test
  void answersThatRepeatTheRequestAreReadToo() {
    String request = "14000000" + "14000505" + "0100000000000000" + "aaaaaaaa";
    assertThat(answer(0x200, "a1ffffff" + request + "0800010062616400"))
        .contains(new NlMsgErr(-95, "bad"));
    assertThat(answer(0x200, "a1ffffff" + "ffff0000" + request.substring(8)))
        .contains(new NlMsgErr(-95, ""));
  }

  @Test
  void anAnswerThatIsCutShortIsNone() {
    assertThat(answer(0, "edffff")).isEmpty();
    assertThat(answer(0x300, "00000000")).contains(new NlMsgErr(0, ""));
  }

  private static Optional<NlMsgErr> answer(int flags, String payload) {
    NlMsgHdr header = new NlMsgHdr(0, NlMsgHdr.NLMSG_ERROR, flags, 1, 0);
    return NlMsgErr.parse(header, Vector.littleEndian(HexFormat.of().parseHex(payload)));
  }

  private static ByteBuffer buffer(Map<Integer, ByteBuffer> attributes, int type) {
    ByteBuffer value = attributes.get(type);
    assertThat(value).isNotNull();
    return value == null ? ByteBuffer.allocate(0) : value.order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void macAddressesKeepTheirOctets() {
    byte[] octets = HexFormat.of().parseHex("00005e00ff33");
    MacAddress mac = MacAddress.of(octets);
    assertThat(mac).hasToString("00:00:5e:00:ff:33");
    assertThat(mac.octets()).isEqualTo(octets);
    assertThatThrownBy(() -> MacAddress.of(new byte[8]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0x1043, true, true, true", // up, broadcast, running, multicast
    "0x1003, true, false, true", // carrier lost
    "0x1002, false, false, true", // down
    "0x49, true, true, false", // lo
    "0x10d1, true, true, false" // tun: point-to-point
  })
  void linkFlags(String flags, boolean up, boolean usable, boolean broadcastMulticast) {
    Link link = new Link(2, "eth0", Integer.decode(flags), null);
    assertThat(link.isUp()).isEqualTo(up);
    assertThat(link.isUsable()).isEqualTo(usable);
    assertThat(link.isBroadcastMulticast()).isEqualTo(broadcastMulticast);
  }
}
