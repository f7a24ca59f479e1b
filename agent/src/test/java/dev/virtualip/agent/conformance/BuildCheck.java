package dev.virtualip.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first advert of a router, octet for octet.
 *
 * @param vector the frame of the vectors whose VRRP message it must be
 * @param checksum four hexadecimal digits
 * @param octets more octets at offsets of the VRRP message
 * @param addresses in the order of the wire
 */
record BuildCheck(
    @Nullable RouterSetup router,
    @Nullable String vector,
    @Nullable String checksum,
    @Nullable List<Octets> octets,
    @Nullable List<String> addresses)
    implements Check {

  /** Octets in hexadecimal from an offset on; a negative one counts from the end. */
  record Octets(int from, String are) {
    Octets {
      Missing.require(are, "are");
    }
  }

  BuildCheck {
    if (octets != null && octets.isEmpty()) {
      throw new IllegalArgumentException("expects nothing: 'octets' is empty");
    }
    Missing.requireAny("vector, checksum, octets, addresses", vector, checksum, octets, addresses);
  }

  @Override
  public void run() {
    World world = new World();
    Dut dut = new Dut(world, RouterSetup.CONVENTIONS.with(router));
    world.at(world.now(), dut::startUp);
    while (sent(dut).isEmpty()) {
      world.runTo(world.now() + Span.parse("1 s").nanos());
    }
    SentAdvert advert = sent(dut).getFirst();
    if (vector != null) {
      assertThat(advert.hex())
          .as("octets, against %s", vector)
          .isEqualTo(HexFormat.of().formatHex(Packets.vectorMessage(vector)));
    }
    if (checksum != null) {
      assertThat(advert.hex().substring(12, 16)).as("checksum").isEqualTo(checksum);
    }
    for (Octets expected : octets == null ? List.<Octets>of() : octets) {
      int from = 2 * expected.from() + (expected.from() < 0 ? advert.hex().length() : 0);
      assertThat(advert.hex().substring(from, from + expected.are().length()))
          .as("octets from %d", expected.from())
          .isEqualTo(expected.are());
    }
    if (addresses != null) {
      assertThat(advert.addresses()).as("addresses").isEqualTo(Texts.addresses(addresses));
    }
  }

  private static List<SentAdvert> sent(Dut dut) {
    return dut.done().stream()
        .map(Done::what)
        .filter(SentAdvert.class::isInstance)
        .map(SentAdvert.class::cast)
        .toList();
  }
}
