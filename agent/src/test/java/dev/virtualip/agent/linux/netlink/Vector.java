package dev.virtualip.agent.linux.netlink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

/** Datagrams as the kernel sent them, see {@code netlink/README} in the test resources. */
final class Vector {

  private Vector() {}

  static byte[] octets(String name) {
    String resource = "/netlink/" + name + ".hex";
    try (InputStream stream = Objects.requireNonNull(Vector.class.getResourceAsStream(resource))) {
      String text = new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(text.replace("\n", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As x86-64 and aarch64 have it. */
  static ByteBuffer littleEndian(byte[] octets) {
    return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
  }
}
