package dev.virtualip.operator;

/** Ends the program with a message for the administrator and no stack trace. */
final class FatalException extends Exception {

  /** Nothing that the administrator did: the kubelet shall try again. */
  static final int UNAVAILABLE = 1;

  /** Bad arguments or configuration. */
  static final int CONFIGURATION = 2;

  /** Missing rights. */
  static final int RIGHTS = 3;

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  FatalException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  FatalException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
