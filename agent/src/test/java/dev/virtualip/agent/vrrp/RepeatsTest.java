package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RepeatsTest {

  private static final Datagram GOOD = Frame.datagram("ka-v3-ipv4-2vip");

  private final Repeats repeats = new Repeats();
  private Expectation expectation = new Expectation(3, null);

  @Test
  void repetitionIsNotDecodedAgain() {
    Decoded first = decode(GOOD);

    assertThat(first).isInstanceOf(Decoded.Valid.class);
    assertThat(decode(GOOD)).isSameAs(first);
    assertThat(decode(copy(GOOD.message(), 0, 0))).isSameAs(first);
  }

  /** Each octet is read anew: one that differs is never taken for the last packet. */
  @Test
  void oneBitIsEnoughNotToBeARepetition() {
    Decoded first = decode(GOOD);
    for (int bit = 0; bit < GOOD.message().remaining() * 8; bit++) {
      assertThat(decode(copy(GOOD.message(), bit / 8, 1 << bit % 8)))
          .as("bit %d", bit)
          .isInstanceOf(Decoded.Invalid.class);
    }
    assertThat(decode(GOOD)).as("refused packets are not remembered").isSameAs(first);
  }

  @Test
  void whatIpSaysIsCheckedEachTime() {
    decode(GOOD);

    assertThat(decode(new Datagram(GOOD.source(), GOOD.destination(), 254, GOOD.message())))
        .isEqualTo(new Decoded.Invalid(InvalidReason.HOP_LIMIT, 0));
    assertThat(
            decode(
                new Datagram(
                    GOOD.source(), InetAddress.ofLiteral("192.0.2.9"), 255, GOOD.message())))
        .isEqualTo(new Decoded.Invalid(InvalidReason.DESTINATION, 51));
    assertThat(
            decode(
                new Datagram(
                    InetAddress.ofLiteral("192.0.2.7"), GOOD.destination(), 255, GOOD.message())))
        .as("the pseudo-header has another source")
        .isEqualTo(new Decoded.Invalid(InvalidReason.CHECKSUM, 51));
  }

  @Test
  void changedExpectationIsAppliedToTheNextPacket() {
    decode(GOOD);
    expectation = new Expectation(2, null);

    assertThat(decode(GOOD)).isEqualTo(new Decoded.Invalid(InvalidReason.VERSION, 51));
  }

  @Test
  void shorterAndLongerOnesAreNoRepetitions() {
    decode(GOOD);
    ByteBuffer longer = ByteBuffer.allocate(GOOD.message().remaining() + 4);
    longer.put(0, GOOD.message(), GOOD.message().position(), GOOD.message().remaining());

    assertThat(decode(like(longer))).isEqualTo(new Decoded.Invalid(InvalidReason.LENGTH, 51));
    assertThat(decode(like(GOOD.message().slice(0, 12))))
        .isEqualTo(new Decoded.Invalid(InvalidReason.LENGTH, 51));
  }

  private Decoded decode(Datagram datagram) {
    return AdvertisementCodec.decode(datagram, id -> expectation, repeats);
  }

  private static Datagram copy(ByteBuffer message, int octet, int flip) {
    ByteBuffer copy = ByteBuffer.allocate(message.remaining());
    copy.put(0, message, message.position(), message.remaining());
    return like(copy.put(octet, (byte) (copy.get(octet) ^ flip)));
  }

  private static Datagram like(ByteBuffer message) {
    return new Datagram(GOOD.source(), GOOD.destination(), 255, message);
  }
}
