package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.virtualip.agent.kernel.Lan.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A condition that an agent reports of a virtual router in {@code /status}. */
record Condition(String type, String reason, String message) {

  /** The self-checks look every two seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Pattern COMMAND = Pattern.compile("run '([^']+)'");

  /** Waits for it. */
  static Condition await(Agent agent, String family, String type, String reason) {
    return await(agent, family, type, reason, LIMIT);
  }

  static Condition await(Agent agent, String family, String type, String reason, Duration limit) {
    AtomicReference<Condition> found = new AtomicReference<>();
    patience(limit)
        .until(
            () ->
                all(agent, family).stream()
                    .filter(it -> it.type.equals(type) && it.reason.equals(reason))
                    .peek(found::set)
                    .findFirst()
                    .isPresent());
    return Objects.requireNonNull(found.get());
  }

  /** Waits for its end. */
  static void awaitEnd(Agent agent, String family, String type) {
    awaitEnd(agent, family, type, LIMIT);
  }

  static void awaitEnd(Agent agent, String family, String type, Duration limit) {
    // While nothing answers there are no conditions either.
    patience(limit)
        .until(() -> !agent.state(family).isEmpty() && find(agent, family, type).isEmpty());
  }

  static Optional<Condition> find(Agent agent, String family, String type) {
    return all(agent, family).stream().filter(it -> it.type.equals(type)).findFirst();
  }

  static List<Condition> all(Agent agent, String family) {
    List<Condition> conditions = new ArrayList<>();
    for (JsonNode one : agent.router(family).path("conditions")) {
      conditions.add(
          new Condition(
              one.path("type").asText(),
              one.path("reason").asText(),
              one.path("message").asText()));
    }
    return conditions;
  }

  private static ConditionFactory patience(Duration limit) {
    return Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .atMost(limit);
  }

  /** The command in its message that cures it. */
  String cure() {
    Matcher matcher = COMMAND.matcher(message);
    assertThat(matcher.find()).as("a command in: %s", message).isTrue();
    return matcher.group(1);
  }

  /** Runs that command, word by word. */
  void cure(Machine machine) {
    run(machine, cure());
  }

  static void run(Machine machine, String command) {
    Command.require(machine.command(List.of(command.split(" ", -1))).toArray(String[]::new));
  }
}
