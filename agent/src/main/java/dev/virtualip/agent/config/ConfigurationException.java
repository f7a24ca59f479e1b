package dev.virtualip.agent.config;

import java.io.Serial;

/** Nothing can run. The message names file, field and cure, one refusal per line. */
public final class ConfigurationException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  ConfigurationException(String message) {
    super(message);
  }
}
