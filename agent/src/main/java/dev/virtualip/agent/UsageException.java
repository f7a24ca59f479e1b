package dev.virtualip.agent;

import java.io.Serial;

/** The command line can't be run as it is. The message names the option and the cure. */
final class UsageException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
