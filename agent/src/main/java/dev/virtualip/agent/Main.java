package dev.virtualip.agent;

import dev.virtualip.agent.config.AddressRecord;
import dev.virtualip.agent.config.ConfigurationException;
import dev.virtualip.agent.config.ConfigurationSource;
import dev.virtualip.agent.config.ConfigurationState;
import dev.virtualip.agent.config.LastGood;
import dev.virtualip.agent.config.ManifestDirectory;
import dev.virtualip.agent.config.SecretsDirectory;
import dev.virtualip.agent.config.VirtualIPNodeWatch;
import dev.virtualip.agent.foreign.ForeignRouters;
import dev.virtualip.agent.health.HealthMonitor;
import dev.virtualip.agent.linux.Capability;
import dev.virtualip.agent.loop.FailingCheck;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.agent.loop.ProtocolLoop;
import dev.virtualip.agent.loop.Successor;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.agent.replace.Predecessor;
import dev.virtualip.agent.replace.TakeOver;
import dev.virtualip.agent.report.ConfigurationView;
import dev.virtualip.agent.report.Metrics;
import dev.virtualip.agent.report.Observers;
import dev.virtualip.agent.report.Recorder;
import dev.virtualip.agent.report.StatusWriter;
import dev.virtualip.agent.selfcheck.SelfChecks;
import dev.virtualip.api.v1alpha1.AgentStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.NodePlanner;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent: wires its rooms together, waits for the end, and takes them apart in reverse. */
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private static final int EXIT_CONFIGURATION = 2;
  private static final int EXIT_RIGHTS = 3;

  /** A hand-over takes 1.5 s at most; the contract with whoever sent SIGTERM is 2 s in all. */
  private static final long LEAVE_MILLISECONDS = 1600;

  /** A successor that is there at SIGTERM may still be loading. */
  private static final Duration SUCCESSOR = Duration.ofSeconds(20);

  /** A predecessor gives the lock of the state directory back within this. */
  private static final Duration LOCK = Duration.ofSeconds(1);

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) {
    if (arguments.contains("--help")) {
      System.out.print(Options.USAGE);
      return 0;
    }
    if (arguments.contains("--version")) {
      System.out.println("virtualip-agent " + version());
      return 0;
    }
    Termination termination = Termination.install();
    HealthMonitor.prepare();
    try {
      Options options = Options.parse(arguments);
      requireRights();
      requireWritable(options.stateDirectory());
      try (StateLock lock = new StateLock(options.stateDirectory())) {
        if (!options.replace() && !lock.take()) {
          throw inUse(options, lock);
        }
        serve(options, termination, lock);
      }
      return 0;
    } catch (UsageException | ConfigurationException e) {
      System.err.println("virtualip-agent: " + e.getMessage());
      return EXIT_CONFIGURATION;
    } catch (MissingRights e) {
      System.err.println("virtualip-agent: " + e.getMessage());
      return EXIT_RIGHTS;
    } catch (IOException e) {
      System.err.println("virtualip-agent: " + e.getMessage());
      return EXIT_CONFIGURATION;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return EXIT_CONFIGURATION;
    }
  }

  private static void serve(Options options, Termination termination, StateLock lock)
      throws IOException, ConfigurationException, UsageException, InterruptedException {
    String version = version();
    LastGood lastGood = new LastGood(options.stateDirectory(), lock::take);
    Recorder recorder = new Recorder(InstantSource.system());
    Metrics metrics = new Metrics(options.node(), version);
    Listeners.Reports reports = new Listeners.Reports(version, recorder, metrics);
    Observers observers = new Observers(List.of(recorder, metrics));
    ReadyFile ready = ReadyFile.ofThisProcess();
    ready.remove();
    boolean replaced = false;
    try (SecretsDirectory secrets =
            new SecretsDirectory(options.secretsDirectory(), options.secretsGiven());
        AddressRecord addresses = AddressRecord.open(options.stateDirectory());
        ProtocolLoop loop =
            options.replace()
                ? ProtocolLoop.startWaiting(observers, secrets, addresses)
                : ProtocolLoop.start(observers, secrets, addresses);
        HealthMonitor health = health(options.stateDirectory(), loop, observers);
        var _ = selfChecks(options, loop)) {
      metrics.routersFrom(loop::snapshot);
      loop.subscribe(addresses::note);
      loop.subscribe(snapshot -> health.watch(specs(snapshot), failing(snapshot)));
      switch (options.source()) {
        case Options.Source.Manifests(Path directory) -> {
          var source =
              new ManifestDirectory(
                  directory, options.node(), lastGood, loop, NodePlanner::planAlone, secrets);
          try (source) {
            source.start();
            secrets.follow(source::secretsChanged);
            if (!takeOver(options, loop, lock, termination)) {
              return;
            }
            try (Listeners listeners =
                    Listeners.open(options, reports, loop, () -> view(source, lastGood));
                Predecessor predecessor = predecessor(options, loop)) {
              listeners.whenOpen(ready::create);
              replaced = end(loop, predecessor, lock, termination);
            }
          }
        }
        case Options.Source.Kubernetes(URI apiServer) -> {
          var source = new VirtualIPNodeWatch(options.node(), lastGood, loop, secrets);
          source.start();
          secrets.follow(source::secretsChanged);
          if (!takeOver(options, loop, lock, termination)) {
            return;
          }
          try (Listeners listeners =
                  Listeners.open(options, reports, loop, () -> view(source, lastGood));
              Predecessor predecessor = predecessor(options, loop)) {
            // Last: making the client takes longer than an election.
            AgentStatus agent =
                new AgentStatus(version, Instant.now().truncatedTo(ChronoUnit.SECONDS));
            try (ForeignRouters foreign = ForeignRouters.start(loop);
                KubernetesClient client = ApiServer.connect(apiServer);
                StatusWriter status =
                    new StatusWriter(
                        options.node(),
                        agent,
                        loop,
                        () -> view(source, lastGood),
                        foreign::heard,
                        client);
                source) {
              foreign.onChange(status::changed);
              source.follow(client);
              status.start();
              listeners.whenOpen(ready::create);
              replaced = end(loop, predecessor, lock, termination);
              if (replaced) {
                status.abandon();
                listeners.giveBack(); // its ports are waited for
              }
            }
          }
        }
      }
    }
    if (replaced && options.source() instanceof Options.Source.Kubernetes) {
      // An earlier end would make the kubelet start this container again, and that take over.
      termination.first().join();
    }
  }

  /**
   * With --replace, waits until this process is in charge.
   *
   * @return false if it was told to end before that
   */
  private static boolean takeOver(
      Options options, Successor loop, StateLock lock, Termination termination)
      throws UsageException, InterruptedException {
    if (!options.replace()) {
      return true;
    }
    try (TakeOver takeOver = new TakeOver(options.stateDirectory(), loop, lock::take)) {
      var _ = termination.first().thenRun(takeOver::close);
      if (!takeOver.run()) {
        if (termination.first().isDone()) {
          return false;
        }
        throw inUse(options, lock);
      }
    }
    // Who was in charge gives it back at once, and even if not, the addresses are ours.
    long end = System.nanoTime() + LOCK.toNanos();
    while (!lock.take() && System.nanoTime() - end < 0) {
      Thread.sleep(10);
    }
    return true;
  }

  private static UsageException inUse(Options options, StateLock lock) {
    return new UsageException(
        "--state-dir: %s runs with %s; stop it, name another directory for this one, or take over%s"
            .formatted(
                lock.holder(),
                options.stateDirectory(),
                options.replace() ? " in its network namespace" : " with --replace"));
  }

  private static Predecessor predecessor(Options options, ProtocolLoop loop) {
    return Predecessor.serve(options.stateDirectory(), loop, loop::leave);
  }

  /**
   * Waits for the end of this process's charge.
   *
   * @return whether another process on this node goes on; otherwise addresses were handed over to
   *     other nodes
   */
  private static boolean end(
      ProtocolLoop loop, Predecessor predecessor, StateLock lock, Termination termination)
      throws InterruptedException {
    CompletableFuture.anyOf(predecessor.replaced(), termination.first()).join();
    if (!predecessor.replaced().isDone()) {
      CompletableFuture<Void> enough = new CompletableFuture<>();
      termination.onSecond(() -> enough.complete(null));
      predecessor.await(SUCCESSOR, enough);
      predecessor.close();
    }
    if (predecessor.replaced().isDone()) {
      lock.close(); // its successor waits for it
      LOG.atInfo().log("replaced");
      return true;
    }
    leave(loop, termination);
    return false;
  }

  private static HealthMonitor health(Path stateDirectory, ProtocolLoop loop, Observers observers) {
    Path directory = stateDirectory.resolve("checks");
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("directory", directory)
          .addKeyValue("error", e.toString())
          .log("there is no directory for file checks; they fail until it exists");
    }
    return HealthMonitor.start(
        directory,
        (virtualIP, standing) ->
            loop.stand(virtualIP, standing.penalty(), standing.reserve(), standing.failing()),
        observers::observe);
  }

  private static SelfChecks selfChecks(Options options, ProtocolLoop loop) throws IOException {
    List<InetAddress> apiServer =
        options.source() instanceof Options.Source.Kubernetes(URI endpoint)
            ? ApiServer.addresses(endpoint)
            : List.of();
    return SelfChecks.start(loop, InstantSource.system(), apiServer);
  }

  private static List<VirtualRouterSpec> specs(LoopSnapshot snapshot) {
    return snapshot.virtualRouters().stream().map(VirtualRouterSnapshot::spec).toList();
  }

  private static Map<String, List<FailingCheck>> failing(LoopSnapshot snapshot) {
    Map<String, List<FailingCheck>> failing = new HashMap<>();
    snapshot
        .virtualRouters()
        .forEach(router -> failing.put(router.spec().virtualIP().name(), router.failingChecks()));
    return failing;
  }

  private static ConfigurationView view(ConfigurationSource source, LastGood lastGood) {
    ConfigurationState state = source.state();
    return new ConfigurationView(
        state.uid(),
        state.generation(),
        state.reportRequest(),
        state.refusals().stream()
            .map(
                refusal ->
                    new ConfigurationView.Refused(
                        refusal.origin(),
                        refusal.virtualIP(),
                        refusal.field(),
                        refusal.router(),
                        refusal.text()))
            .toList(),
        lastGood.problem().orElse(null));
  }

  /** Hands every address over, or stops waiting when told so a second time. */
  private static void leave(ProtocolControl loop, Termination termination)
      throws InterruptedException {
    LOG.atInfo().log("leaving");
    var left = loop.leave();
    termination.onSecond(() -> left.cancel(false));
    try {
      left.get(LEAVE_MILLISECONDS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      LOG.atWarn()
          .addKeyValue("event", "left-early")
          .log("addresses that are still held run out by themselves");
    }
  }

  private static void requireRights() throws IOException, MissingRights {
    Set<Capability> effective = Capability.effective();
    for (Capability needed : List.of(Capability.CAP_NET_ADMIN, Capability.CAP_NET_RAW)) {
      if (!effective.contains(needed)) {
        throw new MissingRights(needed);
      }
    }
  }

  private static void requireWritable(Path stateDirectory) throws UsageException {
    String reason = "it is not writable";
    try {
      Files.createDirectories(stateDirectory);
    } catch (IOException e) {
      reason = e.toString();
    }
    // Nothing is written: it may be another agent's, and a full disk must not end this one.
    if (!Files.isDirectory(stateDirectory) || !Files.isWritable(stateDirectory)) {
      throw new UsageException(
          "--state-dir: can't write to %s (%s); make it a writable directory or name another one"
              .formatted(stateDirectory, reason));
    }
  }

  private static String version() {
    return Objects.requireNonNullElse(
        Main.class.getPackage().getImplementationVersion(), "development");
  }

  /** Rights that the agent can't do without. */
  private static final class MissingRights extends Exception {
    private MissingRights(Capability capability) {
      super(
          capability
              + " is missing; run as root with it, in a container add it to"
              + " securityContext.capabilities");
    }
  }
}
