package dev.virtualip.api.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jackson hands over null for an absent list. */
final class Lists {

  private Lists() {}

  static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
