package dev.virtualip.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class KeyValueLineTest {

  private static String line(String message, @Nullable Throwable thrown, KeyValuePair... pairs) {
    LoggingEvent event =
        new LoggingEvent(
            "",
            new LoggerContext().getLogger("dev.virtualip.X"),
            Level.WARN,
            message,
            thrown,
            null);
    event.setInstant(Instant.parse("2026-11-01T10:00:00.123456Z"));
    for (KeyValuePair pair : pairs) {
      event.addKeyValuePair(pair);
    }
    return new KeyValueLine().doLayout(event);
  }

  @Test
  void eventIsOneLineOfPairs() {
    assertThat(line("refused", null, new KeyValuePair("file", "a.yaml")))
        .isEqualTo(
            "time=2026-11-01T10:00:00.123Z level=WARN logger=X event=\"refused\""
                + " file=\"a.yaml\"\n");
  }

  @Test
  void valueCantEndItsLineOrItsQuotes() {
    assertThat(
            line(
                "x\ntime=2026 level=ERROR event=\"made up\"",
                null,
                new KeyValuePair("name", "a\" level=\"ERROR"),
                new KeyValuePair("path", "C:\\\r\t\u001b[31m\u2028\u0085")))
        .isEqualTo(
            "time=2026-11-01T10:00:00.123Z level=WARN logger=X"
                + " event=\"x\\ntime=2026 level=ERROR event=\\\"made up\\\"\""
                + " name=\"a\\\" level=\\\"ERROR\""
                + " path=\"C:\\\\\\r\\t\\u001b[31m\\u2028\\u0085\"\n");
  }

  @Test
  void exceptionIsTwoPairsAndNoTrace() {
    String line = line("failed", new IllegalStateException("a\nb"));

    assertThat(line).endsWith("\n").containsOnlyOnce("\n");
    assertThat(line)
        .contains(" exception=\"java.lang.IllegalStateException: a\\nb\"")
        .contains(" thrown=\"dev.virtualip.agent.log.KeyValueLineTest.");
  }

  @Test
  void absentValueIsTold() {
    assertThat(line("x", null, new KeyValuePair("virtualip", null)))
        .contains(" virtualip=\"null\"");
  }
}
