package dev.virtualip.agent.linux;

import java.io.IOException;
import java.util.Objects;

/**
 * A call that the kernel refused. Checked, because whoever talks to the kernel must decide what the
 * refusal means for one virtual router without disturbing the others.
 */
public final class ErrnoException extends IOException {

  private final int number;

  /**
   * @param number positive error number
   * @param call what was called, for instance {@code setsockopt(SO_BINDTODEVICE)}
   * @param doing what it was for, in the words of the agent's user
   */
  public ErrnoException(int number, String call, String doing) {
    super(doing + ": " + call + ": " + Errno.describe(number));
    this.number = number;
  }

  /** Never null, unlike that of exceptions in general. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** Whether the kernel gave this reason. */
  public boolean is(Errno errno) {
    return number == errno.number();
  }

  /** Positive error number ({@code asm-generic/errno.h}). */
  public int number() {
    return number;
  }
}
