package dev.virtualip.agent.kernel;

import dev.virtualip.agent.linux.BootClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Decides which failed test the build may run again: one during which the machine itself stood
 * still, and no other. Any other that is run again fails at once.
 */
public final class RepeatableRuns implements BeforeEachCallback, TestWatcher {

  private static final Set<String> CONDEMNED = ConcurrentHashMap.newKeySet();

  private static @Nullable Watch watch;
  private static long begin;

  private record Gap(long begin, long end) {

    static Gap parse(String line) {
      int space = line.indexOf(' ');
      return new Gap(
          Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
    }

    Duration length() {
      return Duration.ofNanos(end - begin);
    }
  }

  /** Listens to {@link Standstill}. */
  private record Watch(ConcurrentLinkedQueue<Gap> gaps) {

    static Watch start() {
      ProcessBuilder builder =
          new ProcessBuilder(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Xmx16m",
                  "-XX:TieredStopAtLevel=1",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Standstill.class.getName()));
      try {
        // Its standard input ends with this process, and so does it.
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Watch watch = new Watch(new ConcurrentLinkedQueue<>());
        Thread.ofPlatform()
            .daemon()
            .start(() -> watch.read(process.inputReader(StandardCharsets.UTF_8)));
        return watch;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void read(BufferedReader lines) {
      lines.lines().map(Gap::parse).forEach(gaps::add);
    }

    Optional<Gap> longestSince(long begin) {
      return gaps.stream()
          .filter(gap -> gap.end() >= begin)
          .max((one, other) -> one.length().compareTo(other.length()));
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!isTimed(context)) {
      return;
    }
    if (CONDEMNED.contains(context.getUniqueId())) {
      throw new AssertionError("it failed before, and the machine had not stood still");
    }
    watch = watch == null ? Watch.start() : watch;
    begin = BootClock.nanos();
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    if (!isTimed(context) || watch == null) {
      return;
    }
    Optional<Gap> longest = watch.longestSince(begin);
    if (longest.isEmpty()) {
      CONDEMNED.add(context.getUniqueId());
      return;
    }
    System.out.printf(
        "%s failed while the machine stood still for %d ms; it may be run again%n",
        context.getDisplayName(), longest.get().length().toMillis());
  }

  private static boolean isTimed(ExtensionContext context) {
    return context.getRequiredTestClass().getSimpleName().endsWith("IT");
  }
}
