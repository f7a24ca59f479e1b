package dev.virtualip.agent.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names of constants as Kubernetes writes reasons. */
final class Words {

  private Words() {}

  /** {@code ACTIVE_DOWN} becomes {@code ActiveDown}. */
  static String of(Enum<?> constant) {
    return Arrays.stream(constant.name().split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
