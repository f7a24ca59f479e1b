package dev.virtualip.agent.config;

import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.plan.NetworkInterface;
import dev.virtualip.plan.NodeFacts;
import dev.virtualip.plan.NodePlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * VirtualIP manifests in a directory: {@code *.yaml} and {@code *.yml}, no dot files, several
 * documents each. A change is run within a second, once two looks in a row have seen the same, so
 * that a file caught in the middle of being written is neither refused nor taken for a departure.
 *
 * <p>A file or a document that disappears is a planned leave of this node. A directory that can't
 * be read is not: everything goes on, and that is reported.
 *
 * <p>At start, documents that can't be run fall back to the last good configuration of their
 * VirtualIP. If nothing at all can run because the manifests are wrong, {@link #start} fails. An
 * empty directory is no error: the agent runs and waits for the first file, as for an interface
 * that has no address yet.
 */
public final class ManifestDirectory implements ConfigurationSource {

  private static final Logger LOG = LoggerFactory.getLogger(ManifestDirectory.class);

  /** Between two looks: two of them and the reading fit into a second. */
  private static final long POLL_MILLISECONDS = 250;

  private final Path directory;
  private final String node;
  private final LastGood lastGood;
  private final SecretsDirectory secrets;
  private volatile boolean secretsChanged;
  private final ProtocolControl control;
  private final BiFunction<VirtualIP, NodeFacts, NodePlan> planner;

  private final ManifestReader reader = new ManifestReader();
  private final RefusalLog refusalLog = new RefusalLog();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("manifests").unstarted(task));

  private @Nullable ManifestFiles seen;
  private @Nullable ManifestFiles read;
  private List<ManifestDocument> documents = List.of();
  private List<NetworkInterface> planned = List.of();
  private List<ConfiguredRouter> running = List.of();
  private List<Refusal> refused = List.of();
  private boolean configured;
  private volatile ConfigurationState state = ConfigurationState.NONE;

  /**
   * @param directory must exist when {@link #start} is called, unless there is a last good
   *     configuration
   * @param node name that {@code nodes[].name} and the priority's hash are matched with
   * @param planner decides one VirtualIP for this node
   */
  public ManifestDirectory(
      Path directory,
      String node,
      LastGood lastGood,
      ProtocolControl control,
      BiFunction<VirtualIP, NodeFacts, NodePlan> planner) {
    this(directory, node, lastGood, control, planner, new SecretsDirectory(null));
  }

  /** As above, with the passwords that manifests name. */
  public ManifestDirectory(
      Path directory,
      String node,
      LastGood lastGood,
      ProtocolControl control,
      BiFunction<VirtualIP, NodeFacts, NodePlan> planner,
      SecretsDirectory secrets) {
    this.secrets = secrets;
    this.directory = directory;
    this.node = node;
    this.lastGood = lastGood;
    this.control = control;
    this.planner = planner;
  }

  @Override
  public void start() throws ConfigurationException {
    running =
        lastGood.loadForManifests().map(StoredConfiguration::virtualRouters).orElse(List.of());
    @Nullable Refusal unreadable = null;
    try {
      seen = ManifestFiles.in(directory);
    } catch (IOException e) {
      unreadable = unreadable(e);
    }
    if (seen != null) {
      read(seen);
    }
    ManifestPlan plan =
        unreadable == null
            ? plan()
            : new ManifestPlan(running, List.of(unreadable), !running.isEmpty());
    if (plan.routers().isEmpty() && !plan.runnable() && !plan.refusals().isEmpty()) {
      throw new ConfigurationException(
          plan.refusals().stream().map(Refusal::text).collect(Collectors.joining("\n")));
    }
    configure(plan, false);
    var _ =
        executor.scheduleWithFixedDelay(
            this::poll, POLL_MILLISECONDS, POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
  }

  @Override
  public ConfigurationState state() {
    return state;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  /** One look at the directory and at the node's interfaces. Never throws. */
  void poll() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).addKeyValue("directory", directory).log("manifests not followed");
    }
  }

  private void look() {
    ManifestFiles now;
    try {
      now = ManifestFiles.in(directory);
    } catch (IOException e) {
      seen = null;
      read = null;
      List<Refusal> all = new ArrayList<>(refused);
      all.add(unreadable(e));
      report(all);
      state = new ConfigurationState(null, 0, null, state.routers(), all);
      return;
    }
    boolean settled = now.equals(seen);
    seen = now;
    boolean changed = settled && !now.equals(read);
    boolean otherSecrets = secretsChanged;
    secretsChanged = false;
    if (changed) {
      read(now);
    }
    if (changed || otherSecrets || !control.snapshot().interfaces().equals(planned)) {
      configure(plan(), otherSecrets);
    }
    // Written if an earlier attempt failed; otherwise nothing happens.
    lastGood.save(new StoredConfiguration(null, running));
  }

  /** Another password: what was refused may run now, and what runs must change. */
  public void secretsChanged() {
    secretsChanged = true;
  }

  private void read(ManifestFiles files) {
    List<ManifestDocument> all = new ArrayList<>();
    for (String name : new TreeMap<>(files.files()).keySet()) {
      try {
        all.addAll(reader.read(name, content(directory.resolve(name))));
      } catch (IOException e) {
        all.add(
            new ManifestDocument.Invalid(
                new Refusal(
                    name, null, "", "can't be read: " + e, "make it readable", false, null)));
      }
    }
    documents = all;
    read = files;
  }

  /** A file up to the first octet that is too much for the reader. */
  private static byte[] content(Path file) throws IOException {
    if (!Files.isRegularFile(file) && Files.exists(file)) {
      // Reading a pipe or a device may wait for ever.
      throw new FileSystemException(file.toString(), null, "is no regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(ManifestReader.MAXIMUM_OCTETS + 1);
    }
  }

  private ManifestPlan plan() {
    planned = control.snapshot().interfaces();
    return ManifestPlan.of(documents, running, new NodeFacts(node, planned), planner, secrets);
  }

  private void configure(ManifestPlan plan, boolean otherSecrets) {
    refused = plan.refusals();
    report(refused);
    ConfigurationState next =
        new ConfigurationState(
            null,
            0,
            null,
            plan.routers().stream().map(ConfiguredRouter::router).toList(),
            plan.refusals());
    if (!configured || otherSecrets || !next.routers().equals(state.routers())) {
      configured = true;
      control.configure(next.routers(), ProtocolControl.Departure.HAND_OVER);
      LOG.atInfo()
          .addKeyValue("directory", directory)
          .addKeyValue("routers", next.routers().size())
          .addKeyValue("refused", plan.refusals().size())
          .log("configuration handed to the protocol thread");
    }
    running = plan.routers();
    state = next;
    lastGood.save(new StoredConfiguration(null, running));
  }

  private void report(List<Refusal> refusals) {
    Set<String> origins = new HashSet<>(Set.of(directory.toString()));
    if (read != null) {
      origins.addAll(read.files().keySet());
    }
    Set<String> names = new HashSet<>();
    for (ManifestDocument document : documents) {
      switch (document) {
        case ManifestDocument.Valid valid -> names.add(valid.virtualIP().getMetadata().getName());
        case ManifestDocument.Invalid(Refusal refusal) -> {
          if (refusal.virtualIP() != null) {
            names.add(refusal.virtualIP());
          }
        }
      }
    }
    refusalLog.report(refusals, origins, names);
  }

  private Refusal unreadable(IOException e) {
    return new Refusal(
        directory.toString(),
        null,
        "",
        "can't be read: " + e,
        "make --manifests name a readable directory",
        false,
        null);
  }
}
