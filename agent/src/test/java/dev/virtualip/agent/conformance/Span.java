package dev.virtualip.agent.conformance;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as the case files write it: {@code 500 ms} or {@code 3.609 s}. */
record Span(long nanos) {

  static final Span ZERO = new Span(0);

  private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?) (ms|s)");

  /** Of whatever stands there, so that a number without a unit is told as what it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Span of(Object value) {
    return parse(String.valueOf(value));
  }

  static Span parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no time; write it as '500 ms' or '3.609 s'");
    }
    BigDecimal unit = BigDecimal.valueOf(matcher.group(2).equals("s") ? 1_000_000_000 : 1_000_000);
    return new Span(new BigDecimal(matcher.group(1)).multiply(unit).longValueExact());
  }

  static Span milliseconds(long milliseconds) {
    return new Span(milliseconds * 1_000_000);
  }

  int milliseconds() {
    return Math.toIntExact(nanos / 1_000_000);
  }

  @Override
  public String toString() {
    return text(nanos);
  }

  static String text(long nanos) {
    return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
  }
}
