package dev.virtualip.agent.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** The readable log of one schedule; only a replay writes it. */
final class Journal {

  private static final int MOST_LINES = 400;

  private final boolean on;
  private final Deque<String> lines = new ArrayDeque<>();
  private int dropped;

  Journal(boolean on) {
    this.on = on;
  }

  /** Whether it is worth the while to make a line. */
  boolean on() {
    return on;
  }

  void write(long now, String who, String what) {
    if (!on) {
      return;
    }
    if (lines.size() == MOST_LINES) {
      lines.remove();
      dropped++;
    }
    lines.add(String.format(Locale.ROOT, "%12.3f ms  %-6s %s", now / 1e6, who, what));
  }

  @Override
  public String toString() {
    String head = dropped == 0 ? "" : "  (" + dropped + " earlier lines)\n";
    return head + String.join("\n", lines) + "\n";
  }
}
