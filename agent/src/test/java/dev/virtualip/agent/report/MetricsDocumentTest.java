package dev.virtualip.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.loop.Observation;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.TransitionReason;
import dev.virtualip.api.v1alpha1.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/metrics.md names what is exported, no more and no less. */
class MetricsDocumentTest {

  private static final Path DOCUMENT = Path.of("../docs/metrics.md");

  /** A row of the table: name, type, labels. */
  private static final Pattern ROW =
      Pattern.compile("^\\| `(virtualip_\\w+)` \\| (\\w+) \\| ([^|]*) \\|", Pattern.MULTILINE);

  private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);
  private static final Pattern SAMPLE =
      Pattern.compile("^(virtualip_\\w+)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");

  /** Type and label names. */
  private record Metric(String type, Set<String> labels) {}

  /** Every kind of event once, so that every metric has a value. */
  private static String exported() throws IOException {
    Metrics metrics = new Metrics("a", "1.2.3");
    metrics.routersFrom(
        () ->
            Snapshots.of(
                Snapshots.router(
                    Snapshots.spec("ingress", 51), State.ACTIVE, Snapshots.OWN, List.of(), null)));
    Observation.Router router = new Observation.Router("ingress", Family.IPV4, "eth0", 51);
    metrics.observe(
        new Observation.Transition(
            router, State.BACKUP, State.ACTIVE, TransitionReason.ACTIVE_DOWN));
    metrics.observe(new Observation.AdvertDiscarded("eth0", Snapshots.OWN, "checksum-errors"));
    metrics.observe(new Observation.AddressClaimed(router, Snapshots.OWN, "02:00:00:00:00:01"));
    metrics.observe(new Observation.CheckRan("ingress", "web", true, "200"));
    metrics.turned(1_000_000);
    return metrics.text();
  }

  private static Map<String, Metric> inExport(String text) {
    Map<String, Metric> metrics = new TreeMap<>();
    Map<String, String> types =
        TYPE.matcher(text)
            .results()
            .collect(Collectors.toMap(it -> it.group(1), it -> it.group(2)));
    types.forEach((name, type) -> metrics.put(name, new Metric(type, new TreeSet<>())));
    Matcher samples = SAMPLE.matcher(text);
    while (samples.find()) {
      String name = samples.group(1);
      String family =
          types.containsKey(name) ? name : name.replaceFirst("_(bucket|sum|count)$", "");
      Metric metric = metrics.get(family);
      assertThat(metric).as("type of %s", name).isNotNull();
      if (metric != null && samples.group(2) != null) {
        LABEL
            .matcher(samples.group(2))
            .results()
            .map(it -> it.group(1))
            .filter(label -> !label.equals("le"))
            .forEach(metric.labels()::add);
      }
    }
    return metrics;
  }

  private static Map<String, Metric> inDocument() throws IOException {
    String text = Files.readString(DOCUMENT);
    String agent =
        text.substring(text.indexOf("## Metrics\n"), text.indexOf("## Metrics of the operator"));
    Map<String, Metric> metrics = new TreeMap<>();
    for (MatchResult row : ROW.matcher(agent).results().toList()) {
      Set<String> labels =
          Pattern.compile("`(\\w+)`")
              .matcher(row.group(3))
              .results()
              .map(it -> it.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      metrics.put(row.group(1), new Metric(row.group(2), labels));
    }
    return metrics;
  }

  @Test
  void documentNamesEveryMetricWithItsTypeAndLabels() throws IOException {
    assertThat(inDocument()).hasSizeGreaterThan(10).isEqualTo(inExport(exported()));
  }
}
