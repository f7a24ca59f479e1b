package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every frame of {@code src/test/resources/vectors} is decoded or refused as its README says, by a
 * virtual router of its VRID and version.
 */
class VectorsTest {

  /** A line of the README. */
  record Vector(String name, String description, JsonNode decode) {

    boolean isVrrp() {
      return decode.has("ver") && protocol() == 112;
    }

    int protocol() {
      return decode.path("proto").asInt(decode.path("nh").asInt());
    }

    boolean isValid() {
      return !REFUSED.containsKey(name);
    }

    int version() {
      // Frames of version 4 meet a router of version 3, as CARP, which looks like 2, one of 2.
      return decode.path("ver").asInt() == 2 ? 2 : 3;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** What is refused, for which reason, counted as what, and whether a router is to blame. */
  private static final Map<String, Refusal> REFUSED =
      Map.ofEntries(
          refused("syn-v3-ipv4-bad-cksum", InvalidReason.CHECKSUM, "checksum-errors", true),
          refused("syn-v3-ipv4-ttl254", InvalidReason.HOP_LIMIT, "ip-ttl-errors", false),
          refused("syn-v3-ipv4-count0", InvalidReason.LENGTH, "packet-length-errors", true),
          refused("syn-v3-ipv4-interval0", InvalidReason.INTERVAL_ZERO, "interval-errors", true),
          refused("syn-v3-ipv4-type2", InvalidReason.TYPE, "invalid-type-pkts-rcvd", true),
          refused("syn-v3-ipv4-version4", InvalidReason.VERSION, "version-errors", true),
          refused("syn-v3-ipv4-truncated", InvalidReason.LENGTH, "packet-length-errors", true),
          refused("syn-v3-ipv4-trailing4", InvalidReason.LENGTH, "packet-length-errors", true),
          refused("syn-v3-ipv4-vrid0", InvalidReason.VIRTUAL_ROUTER_ID, "vrid-errors", false),
          refused("syn-v3-ipv4-unicast-dst", InvalidReason.DESTINATION, "destination-errors", true),
          refused("syn-v3-ipv6-bad-cksum", InvalidReason.CHECKSUM, "checksum-errors", true),
          refused("syn-v3-ipv6-hlim254", InvalidReason.HOP_LIMIT, "ip-ttl-errors", false),
          refused("syn-v2-ipv4-notrailer", InvalidReason.LENGTH, "packet-length-errors", true),
          refused(
              "syn-v2-ipv4-authtype9",
              InvalidReason.AUTHENTICATION_TYPE,
              "invalid-authentication-type",
              true),
          refused("syn-carp-vhid51", InvalidReason.LENGTH, "packet-length-errors", true));

  /** Called invalid by the README, and yet accepted: keepalived and FRR send such lists. */
  private static final List<String> TOLERATED =
      List.of(
          "syn-v3-ipv6-first-global",
          // Read, because it shows that there is an Active, and of no effect: row R25.
          "syn-v2-ipv4-interval3");

  private record Refusal(InvalidReason reason, String counter, boolean ofRouter) {}

  private static Map.Entry<String, Refusal> refused(
      String name, InvalidReason reason, String counter, boolean ofRouter) {
    return Map.entry(name, new Refusal(reason, counter, ofRouter));
  }

  static List<Vector> vectors() throws IOException {
    List<Vector> vectors = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    try (InputStream in = VectorsTest.class.getResourceAsStream("/vectors/README")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.lines().filter(it -> !it.startsWith("#")).toList()) {
        String[] parts = line.split(" \\| ", 3);
        vectors.add(new Vector(parts[0].replace(".hex", ""), parts[1], mapper.readTree(parts[2])));
      }
    }
    return vectors;
  }

  @Test
  void thereAreAsManyAsTheReadmeLists() throws IOException {
    assertThat(vectors()).hasSize(52);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void isDecodedOrRefusedAsTheReadmeSays(Vector vector) {
    Optional<Datagram> received = Frame.received(vector.name());

    assertThat(received.isPresent()).as("a raw socket of protocol 112").isEqualTo(vector.isVrrp());
    received.ifPresent(datagram -> judge(vector, datagram));
  }

  private static void judge(Vector vector, Datagram datagram) {
    JsonNode expected = vector.decode();
    assertThat(datagram.source()).isEqualTo(InetAddress.ofLiteral(expected.get("src").asText()));
    assertThat(datagram.hopLimit())
        .isEqualTo(expected.path("ttl").asInt(expected.path("hlim").asInt()));
    Decoded decoded = AdvertisementCodec.decode(datagram, id -> expectation(vector));
    if (vector.isValid()) {
      assertThat(vector.description().contains("INVALID"))
          .isEqualTo(TOLERATED.contains(vector.name()));
      assertThat(decoded).isEqualTo(new Decoded.Valid(advertisement(expected), form(expected)));
    } else {
      Refusal refusal = Objects.requireNonNull(REFUSED.get(vector.name()));
      assertThat(vector.description()).containsAnyOf("INVALID", "MUST be rejected");
      assertThat(decoded)
          .isEqualTo(
              new Decoded.Invalid(
                  refusal.reason(), refusal.ofRouter() ? expected.get("vrid").asInt() : 0));
      assertThat(refusal.reason().counter().leafName()).isEqualTo(refusal.counter());
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void whatIsCapturedIsEncodedOctetForOctet(Vector vector) {
    Optional<Datagram> received = Frame.received(vector.name());
    if (received.isEmpty() || !vector.description().startsWith("CAPTURED")) {
      return;
    }
    Datagram datagram = received.get();

    ByteBuffer encoded =
        AdvertisementCodec.encode(
            advertisement(vector.decode()),
            form(vector.decode()),
            password(vector),
            datagram.source(),
            datagram.destination());

    assertThat(encoded).isEqualTo(datagram.message());
  }

  private static Expectation expectation(Vector vector) {
    return new Expectation(vector.version(), password(vector));
  }

  private static @Nullable Password password(Vector vector) {
    return vector.decode().path("authtype").asInt() == 1
        ? Password.of("s3cret12".getBytes(StandardCharsets.US_ASCII))
        : null;
  }

  private static Advertisement advertisement(JsonNode decode) {
    List<InetAddress> addresses = new ArrayList<>();
    decode.get("addrs").forEach(text -> addresses.add(InetAddress.ofLiteral(text.asText())));
    int milliseconds =
        decode.has("adver_int_s")
            ? decode.get("adver_int_s").asInt() * 1000
            : decode.get("max_adver_cs").asInt() * 10;
    return new Advertisement(
        decode.get("ver").asInt(),
        decode.get("vrid").asInt(),
        decode.get("prio").asInt(),
        milliseconds,
        addresses);
  }

  private static ChecksumForm form(JsonNode decode) {
    return decode.path("ck_ok").asBoolean() || decode.path("ck_ph_ok").asBoolean()
        ? ChecksumForm.PSEUDO_HEADER
        : ChecksumForm.MESSAGE_ONLY;
  }
}
