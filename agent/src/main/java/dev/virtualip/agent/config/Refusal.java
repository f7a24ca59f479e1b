package dev.virtualip.agent.config;

import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A piece of configuration that is not run as it stands. What ran before it goes on.
 *
 * @param origin the file, or the name of the VirtualIPNode
 * @param virtualIP metadata.name of the VirtualIP, where it could be read
 * @param field path of the field, such as {@code spec.addresses[0]}; empty for a whole file
 * @param message what is wrong with it, with names and values
 * @param cure what the administrator should do
 * @param awaitsNode whether it may become right without a change of the configuration, such as an
 *     interface that has no address yet
 * @param router the refused virtual router, where it was readable as one
 */
public record Refusal(
    String origin,
    @Nullable String virtualIP,
    String field,
    String message,
    String cure,
    boolean awaitsNode,
    @Nullable VirtualRouterSpec router) {

  /** One line for people: where, what is wrong, and what to do. */
  public String text() {
    StringBuilder text = new StringBuilder(origin).append(": ");
    if (virtualIP != null) {
      text.append("VirtualIP ").append(virtualIP).append(": ");
    }
    if (!field.isEmpty()) {
      text.append(field).append(": ");
    }
    return oneLine(text.append(message).append("; ").append(cure).toString());
  }

  /** Names and values are those of a file: what they hold must not look like lines of ours. */
  private static String oneLine(String text) {
    if (text.codePoints().noneMatch(Refusal::breaksLines)) {
      return text;
    }
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (breaksLines(point)) {
                line.append("\\u%04x".formatted(point));
              } else {
                line.appendCodePoint(point);
              }
            });
    return line.toString();
  }

  /** Also the terminal's control sequences, and U+2028 and U+2029. */
  private static boolean breaksLines(int point) {
    return Character.isISOControl(point) || point == 0x2028 || point == 0x2029;
  }
}
