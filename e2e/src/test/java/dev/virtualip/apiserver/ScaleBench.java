package dev.virtualip.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the operator costs as VirtualIPs and nodes grow, on a real API server with simulated agents.
 * Run by {@code hack/bench scale}, never by a tier of tests.
 */
class ScaleBench {

  @Test
  void costGrowsAsTheTableSays() throws IOException {
    String[] sizes = System.getProperty("bench.sizes", "50x50").split(" ", -1);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String size : sizes) {
      String[] parts = size.split("x", -1);
      boolean whole = size.equals(sizes[sizes.length - 1]);
      try (ScaleRun run = new ScaleRun(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]))) {
        rows.add(run.measure(whole));
      }
      System.out.println("event=measured case=scale " + rows.getLast());
    }
    print(rows);
    Path output = Path.of(System.getProperty("bench.output", "target/bench/scale.json"));
    Files.createDirectories(output.toAbsolutePath().getParent());
    new JsonMapper().writerWithDefaultPrettyPrinter().writeValue(output.toFile(), rows);
    assertThat(rows).hasSameSizeAs(sizes);
  }

  private static void print(List<Map<String, Object>> rows) {
    Map<String, Object> widest = new LinkedHashMap<>(rows.getLast());
    for (String name : widest.keySet()) {
      StringBuilder line = new StringBuilder("%-36s".formatted(name));
      rows.forEach(row -> line.append("%12s".formatted(row.getOrDefault(name, "-"))));
      System.out.println(line);
    }
  }
}
