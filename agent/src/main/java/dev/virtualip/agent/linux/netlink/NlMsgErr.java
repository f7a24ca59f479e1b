package dev.virtualip.agent.linux.netlink;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * struct nlmsgerr ({@code linux/netlink.h}): the kernel's answer to a request, with its explanation
 * where it has one.
 *
 * @param error 0, or a negative error number
 * @param text NLMSGERR_ATTR_MSG, empty if the kernel gave none
 */
record NlMsgErr(int error, String text) {

  private static final int NLMSGERR_ATTR_MSG = 1;

  /** Reads the payload of an NLMSG_ERROR; empty if it is cut short. */
  static Optional<NlMsgErr> parse(NlMsgHdr header, ByteBuffer payload) {
    if (payload.remaining() < Integer.BYTES) {
      return Optional.empty();
    }
    int error = payload.getInt();
    String text = "";
    if ((header.flags() & NlMsgHdr.NLM_F_ACK_TLVS) != 0 && payload.remaining() >= NlMsgHdr.SIZE) {
      // The request's header follows, and unless the answer is capped the rest of it.
      int request =
          (header.flags() & NlMsgHdr.NLM_F_CAPPED) != 0
              ? NlMsgHdr.SIZE
              : NlMsgHdr.align(payload.getInt(payload.position()));
      if (request >= NlMsgHdr.SIZE && request <= payload.remaining()) {
        payload.position(payload.position() + request);
        ByteBuffer message = RtAttr.parseAll(payload).get(NLMSGERR_ATTR_MSG);
        text = message == null ? "" : Link.text(message);
      }
    }
    return Optional.of(new NlMsgErr(error, text));
  }
}
