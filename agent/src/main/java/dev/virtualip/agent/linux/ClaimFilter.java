package dev.virtualip.agent.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import jnr.ffi.Pointer;

/**
 * A classic BPF program that lets pass what says where one of some addresses is: ARP whose sender
 * has it, or a neighbor advertisement whose target it is. Everything else never wakes the process.
 *
 * <p>struct sock_filter ({@code linux/filter.h}), 8 octets each:
 *
 * <pre>
 *  octets  0      2               3               4        8
 *         +------+---------------+---------------+--------+
 *         | code | skip if true  | skip if false |   k    |
 *         +------+---------------+---------------+--------+
 * </pre>
 *
 * struct sock_fprog, 16 octets: how many, 6 octets of padding, where they are.
 */
final class ClaimFilter {

  /** BPF_MAXINSNS. */
  private static final int MOST = 4096;

  private static final int INSTRUCTION = 8;
  private static final int PROGRAM = 16;
  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_BYTE = 0x30;
  private static final int SKIP = 0x05;
  private static final int EQUAL = 0x15;
  private static final int RETURN = 0x06;

  /** SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT: a tag that the network card has taken off. */
  private static final int VLAN_TAG_PRESENT = -0x1000 + 48;

  private static final int ARP_SENDER = 28;
  private static final int IPV6_NEXT_HEADER = 20;
  private static final int ICMPV6 = 58;
  private static final int ICMPV6_TYPE = 54;
  private static final int NEIGHBOR_ADVERTISEMENT = 136;

  /** The last word of the target; the reader compares the rest. */
  private static final int TARGET_END = 74;

  /** Conditional jumps reach 255 instructions. */
  private static final int GROUP = 250;

  /** The whole frame. */
  private static final int PASS = 0xffff;

  private final ByteBuffer instructions = Kernel.allocate(MOST * INSTRUCTION);
  private final ByteBuffer program = Kernel.allocate(PROGRAM);

  private ClaimFilter() {}

  /**
   * For frames of one kind of socket.
   *
   * @param addresses empty: nothing passes; more than the kernel takes: all of them pass
   */
  static ClaimFilter of(boolean ipv6, Collection<InetAddress> addresses) {
    ClaimFilter filter = new ClaimFilter();
    filter.unless(LOAD_WORD, VLAN_TAG_PRESENT, 0);
    if (ipv6) {
      filter.unless(LOAD_BYTE, IPV6_NEXT_HEADER, ICMPV6);
      filter.unless(LOAD_BYTE, ICMPV6_TYPE, NEIGHBOR_ADVERTISEMENT);
    }
    int[] words =
        addresses.stream()
            .mapToInt(
                address -> {
                  ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
                  return octets.getInt(octets.capacity() - Integer.BYTES);
                })
            .distinct()
            .toArray();
    if (words.length + 2 * (words.length / GROUP + 1) > MOST / 2) {
      filter.put(RETURN, 0, 0, PASS);
    } else {
      filter.put(LOAD_WORD, 0, 0, ipv6 ? TARGET_END : ARP_SENDER);
      for (int at = 0; at < words.length; at += GROUP) {
        filter.anyOf(words, at, Math.min(GROUP, words.length - at));
      }
    }
    filter.put(RETURN, 0, 0, 0);
    return filter.seal();
  }

  /** Rejects unless what is loaded is {@code wanted}. */
  private void unless(int load, int offset, int wanted) {
    put(load, 0, 0, offset);
    put(EQUAL, 1, 0, wanted);
    put(RETURN, 0, 0, 0);
  }

  /** Each comparison jumps over the rest of its group, to where the frame passes. */
  private void anyOf(int[] words, int from, int count) {
    for (int i = 0; i < count; i++) {
      put(EQUAL, count - i, 0, words[from + i]);
    }
    put(SKIP, 0, 0, 1);
    put(RETURN, 0, 0, PASS);
  }

  private void put(int code, int ifTrue, int ifFalse, int k) {
    instructions.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(k);
  }

  private ClaimFilter seal() {
    int count = instructions.position() / INSTRUCTION;
    instructions.flip();
    program.putShort(0, (short) count);
    program.putLong(8, Pointer.wrap(LibC.RUNTIME, instructions).address());
    return this;
  }

  /** struct sock_fprog; points into this object, which must live until the kernel has read it. */
  ByteBuffer program() {
    return program;
  }
}
