package dev.virtualip.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * One line for each event, {@code key="value"}. Values come from manifests and packets too: quotes,
 * backslashes and whatever would break the line are escaped, so that nobody can make one up.
 *
 * <p>No stack trace: of an exception its text and where it was thrown.
 */
public final class KeyValueLine extends LayoutBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder("time=");
    TIME.formatTo(event.getInstant(), line);
    String logger = event.getLoggerName();
    line.append(" level=").append(event.getLevel());
    line.append(" logger=").append(logger.substring(logger.lastIndexOf('.') + 1));
    append(line, "event", event.getFormattedMessage());
    @Nullable List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> append(line, pair.key, String.valueOf(pair.value)));
    }
    @Nullable IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      append(line, "exception", thrown.getClassName() + ": " + thrown.getMessage());
      StackTraceElementProxy[] trace = thrown.getStackTraceElementProxyArray();
      if (trace.length > 0) {
        append(line, "thrown", trace[0].getStackTraceElement().toString());
      }
    }
    return line.append('\n').toString();
  }

  private static void append(StringBuilder line, String key, @Nullable String value) {
    line.append(' ').append(key).append("=\"");
    String.valueOf(value).codePoints().forEach(point -> escape(line, point));
    line.append('"');
  }

  private static void escape(StringBuilder line, int point) {
    switch (point) {
      case '"' -> line.append("\\\"");
      case '\\' -> line.append("\\\\");
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        // Control sequences of a terminal, and the line separators of Unicode.
        if (Character.isISOControl(point) || point == 0x2028 || point == 0x2029) {
          line.append("\\u%04x".formatted(point));
        } else {
          line.appendCodePoint(point);
        }
      }
    }
  }
}
