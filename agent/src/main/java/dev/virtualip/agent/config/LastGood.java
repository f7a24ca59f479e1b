package dev.virtualip.agent.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good configuration, in {@code last-good.yaml} of the state directory: what an agent runs
 * after a restart, before it has talked to anybody.
 *
 * <p>It is replaced as a whole (written beside, synchronised, renamed), so that a crash or a full
 * disk leaves the previous one. One that is not ours to run is set aside, never deleted and never
 * in the way. Unknown fields are skipped, so that an older agent can read what a newer one wrote.
 */
public final class LastGood {

  private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);

  private static final String NAME = "last-good.yaml";

  private static final String CURE = "make room on the disk and the state directory writable";

  private final ObjectMapper yaml =
      YAMLMapper.builder()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, true)
          .configure(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES, false)
          .build();

  private final Path file;
  private final BooleanSupplier inCharge;
  private @Nullable StoredConfiguration saved;

  /** What {@link #save} was given last and has not kept. */
  private @Nullable StoredConfiguration unsaved;

  /** What another process is not to be deprived of. */
  private @Nullable Runnable postponed;

  private volatile @Nullable String problem;

  public LastGood(Path stateDirectory) {
    this(stateDirectory, () -> true);
  }

  /**
   * @param inCharge whether the directory is this process's to write to; asked before each write,
   *     because a predecessor may have it until it is replaced
   */
  public LastGood(Path stateDirectory, BooleanSupplier inCharge) {
    this.file = stateDirectory.resolve(NAME);
    this.inCharge = inCharge;
  }

  /** Why the configuration that runs is not kept, and the cure; empty while it is. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /**
   * What ran last from a directory of manifests; empty where nothing did. One that came from a
   * cluster is set aside.
   */
  Optional<StoredConfiguration> loadForManifests() {
    Optional<StoredConfiguration> stored = load();
    if (stored.isPresent() && stored.get().clusterUID() != null) {
      setAside("cluster", "it came from a cluster and this agent runs manifests", null);
      return Optional.empty();
    }
    return stored;
  }

  /**
   * What ran last from a cluster; empty where nothing did. One that came from manifests is set
   * aside.
   */
  Optional<StoredConfiguration> loadForKubernetes() {
    Optional<StoredConfiguration> stored = load();
    if (stored.isPresent() && stored.get().clusterUID() == null) {
      setAside("manifests", "it came from manifests and this agent runs a cluster's", null);
      return Optional.empty();
    }
    return stored;
  }

  private Optional<StoredConfiguration> load() {
    StoredConfiguration stored;
    try {
      stored = yaml.readValue(Files.readAllBytes(file), StoredConfiguration.class);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      setAside("unreadable", "it is no configuration", e);
      return Optional.empty();
    } catch (IOException e) {
      // The disk may be better next time; the file stays for then.
      LOG.atError()
          .addKeyValue("file", file)
          .addKeyValue("error", e.toString())
          .addKeyValue("cure", "check the disk and the file's permissions")
          .log("the last good configuration can't be read; waiting for a new one");
      return Optional.empty();
    }
    if (stored == null || !stored.virtualRouters().stream().allMatch(LastGood::complete)) {
      setAside("unreadable", "it is incomplete", null);
      return Optional.empty();
    }
    RouterCheck check = new RouterCheck();
    for (ConfiguredRouter router : stored.virtualRouters()) {
      check
          .accept(router)
          .ifPresent(
              refusal ->
                  LOG.atError()
                      .addKeyValue("file", file)
                      .addKeyValue("refusal", refusal.text())
                      .log("a virtual router of the last good configuration was refused"));
    }
    saved = stored;
    return Optional.of(
        new StoredConfiguration(
            stored.clusterUID(), stored.drain(), stored.peers(), check.accepted()));
  }

  /** Jackson fills a record's absent components with null, whatever their type says. */
  private static boolean complete(ConfiguredRouter entry) {
    VirtualRouterSpec router = entry.router();
    return entry.origin() != null
        && router != null
        && router.family() != null
        && router.interfaceName() != null
        && router.peerMode() != null
        && router.virtualIP() != null
        && router.virtualIP().name() != null
        && router.virtualIP().uid() != null;
  }

  /**
   * Keeps {@code configuration}. A failure is reported and changes nothing: the previous file
   * stays, and the next save tries again.
   */
  synchronized void save(StoredConfiguration configuration) {
    unsaved = configuration;
    retry();
  }

  /** Keeps what could not be kept when it was to be; otherwise nothing happens. */
  synchronized void retry() {
    StoredConfiguration configuration = unsaved;
    if (configuration == null || !inCharge.getAsBoolean()) {
      return;
    }
    if (postponed != null) {
      postponed.run();
      postponed = null;
    }
    if (configuration.equals(saved)) {
      kept(configuration);
    } else {
      write(configuration);
    }
  }

  private void kept(StoredConfiguration configuration) {
    saved = configuration;
    unsaved = null;
    if (problem != null) {
      problem = null;
      LOG.atInfo().addKeyValue("file", file).log("the last good configuration is kept again");
    }
  }

  private void write(StoredConfiguration configuration) {
    Path beside = file.resolveSibling(NAME + ".new");
    try {
      ByteBuffer content = ByteBuffer.wrap(yaml.writeValueAsBytes(configuration));
      try (FileChannel channel =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        while (content.hasRemaining()) {
          channel.write(content);
        }
        channel.force(true);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      synchronizeDirectory();
      kept(configuration);
    } catch (IOException e) {
      String now =
          "%s was not kept (%s), and a restart would run an older configuration; %s"
              .formatted(file, e, CURE);
      if (!now.equals(problem)) {
        LOG.atError()
            .addKeyValue("file", file)
            .addKeyValue("error", e.toString())
            .addKeyValue("cure", CURE)
            .log("the last good configuration was not kept; a restart would run an older one");
      }
      problem = now;
    }
  }

  /** Another cluster's configuration arrived: the file of the former one is not overwritten. */
  synchronized void setAsideFor(String clusterUID) {
    setAside("cluster", "it came from another cluster than " + clusterUID, null);
    saved = null;
  }

  private void setAside(String suffix, String reason, @Nullable Exception cause) {
    if (inCharge.getAsBoolean()) {
      move(suffix, reason, cause);
    } else {
      postponed = () -> move(suffix, reason, cause);
    }
  }

  private void move(String suffix, String reason, @Nullable Exception cause) {
    Path aside = free(NAME + "." + suffix);
    String error = cause == null ? "none" : firstLine(cause);
    try {
      Files.move(file, aside);
      synchronizeDirectory();
      LOG.atError()
          .addKeyValue("file", file)
          .addKeyValue("to", aside)
          .addKeyValue("reason", reason)
          .addKeyValue("error", error)
          .log("the last good configuration was set aside");
    } catch (IOException e) {
      LOG.atError()
          .addKeyValue("file", file)
          .addKeyValue("reason", reason)
          .addKeyValue("error", error)
          .addKeyValue("moveError", e.toString())
          .log("the last good configuration is ignored and could not be set aside");
    }
  }

  /** A name that nothing has yet: what was set aside before stays. */
  private Path free(String name) {
    Path path = file.resolveSibling(name);
    for (int number = 2; Files.exists(path); number++) {
      path = file.resolveSibling(name + "." + number);
    }
    return path;
  }

  /** A rename lasts over a power cut only once its directory has been written. */
  private void synchronizeDirectory() throws IOException {
    try (FileChannel directory =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
