package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Adverts that a machine does not get, by a packet filter of its own. */
final class Loss implements AutoCloseable {

  private static final Pattern DROPPED = Pattern.compile("counter packets (\\d+)");

  private final Machine machine;

  private Loss(Machine machine) {
    this.machine = machine;
  }

  /** It hears nobody. */
  static Loss ofAll(Machine machine) {
    return of(machine, "");
  }

  /** It hears every other advert. */
  static Loss ofHalf(Machine machine) {
    return of(machine, "numgen inc mod 2 == 0 ");
  }

  private static Loss of(Machine machine, String condition) {
    nft(machine, "add", "table", "inet", "loss");
    nft(
        machine,
        "add chain inet loss input { type filter hook input priority 0; };"
            + "add rule inet loss input meta l4proto 112 "
            + condition
            + "counter drop");
    return new Loss(machine);
  }

  private static String nft(Machine machine, String... arguments) {
    List<String> command = new ArrayList<>(List.of("nft"));
    command.addAll(List.of(arguments));
    return Command.require(machine.command(command).toArray(String[]::new));
  }

  /** How many adverts were lost so far. */
  long dropped() {
    Matcher matcher = DROPPED.matcher(nft(machine, "list", "ruleset"));
    if (!matcher.find()) {
      throw new IllegalStateException("no counter");
    }
    return Long.parseLong(matcher.group(1));
  }

  @Override
  public void close() {
    nft(machine, "delete", "table", "inet", "loss");
  }
}
