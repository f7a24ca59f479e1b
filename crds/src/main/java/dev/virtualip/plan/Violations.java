package dev.virtualip.plan;

import dev.virtualip.api.v1alpha1.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is found wrong with one VirtualIP, in the order in which it is found. */
final class Violations {

  private final List<NodePlan.Refusal> found = new ArrayList<>();

  List<NodePlan.Refusal> found() {
    return List.copyOf(found);
  }

  void refuse(Rule rule, String field, String value, String cure) {
    refuse(field, quoted(value) + " " + rule.message(), cure);
  }

  void refuse(String field, String message, String cure) {
    found.add(new NodePlan.Refusal(field, message, cure));
  }

  /**
   * Whether a required value is there: Jackson gives null to a record's part that a manifest leaves
   * out.
   */
  boolean present(String field, @Nullable Object value) {
    if (value == null) {
      refuse(field, "is missing", "add it");
    }
    return value != null;
  }

  /** Whether the value is absent or within the bounds, as the schema's minimum and maximum. */
  boolean range(String field, @Nullable Integer value, int minimum, int maximum) {
    if (value == null || (value >= minimum && value <= maximum)) {
      return true;
    }
    refuse(field, value + " is out of range", "use %d..%d".formatted(minimum, maximum));
    return false;
  }

  /** Whether the text is absent or within the bounds, as the schema's minLength and maxLength. */
  boolean length(String field, @Nullable String text, int maximum) {
    if (text == null || (!text.isEmpty() && text.length() <= maximum)) {
      return true;
    }
    refuse(
        field,
        "has %d characters".formatted(text.length()),
        "use a text of 1..%d characters".formatted(maximum));
    return false;
  }

  void size(String field, List<?> list, int maximum) {
    if (list.size() > maximum) {
      refuse(
          field, "lists %d entries".formatted(list.size()), "list %d at most".formatted(maximum));
    }
  }

  /** Whether nothing is listed twice; as the schema, it names the second place. */
  boolean distinct(String field, List<String> keys) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!seen.add(keys.get(i))) {
        refuse(
            "%s[%d]".formatted(field, i),
            quoted(keys.get(i)) + " is listed twice",
            "merge the two entries");
        return false;
      }
    }
    return true;
  }

  static String quoted(String value) {
    return "\"" + value + "\"";
  }
}
