package dev.virtualip.agent.config;

import dev.virtualip.agent.loop.AddressBook;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.plan.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code addresses} of the state directory: which addresses this node holds, and which it
 * ever held or heard advertised. A line for each, {@code held ADDRESS INTERFACE} or {@code known
 * ADDRESS}.
 *
 * <p>It is written by a thread of its own, and not synchronised: what a machine held is gone when
 * it has lost power, and an address that nobody remembers is only asked for before it is taken.
 */
public final class AddressRecord implements AddressBook, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AddressRecord.class);

  private static final String NAME = "addresses";

  /** More than a node may hold; of a longer file only the begin is of use. */
  private static final int MOST = 4096;

  private final Path file;
  private final Set<Held> heldBefore;
  private final Set<InetAddress> known = ConcurrentHashMap.newKeySet();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("addresses").unstarted(task));

  /** Of the protocol thread only. */
  private Set<Held> held = Set.of();

  private AddressRecord(Path file, Set<Held> heldBefore, Set<InetAddress> known) {
    this.file = file;
    this.heldBefore = Set.copyOf(heldBefore);
    this.known.addAll(known);
  }

  /** Reads the file; one that can't be read, or lines of it, count as none. */
  public static AddressRecord open(Path stateDirectory) {
    Path file = stateDirectory.resolve(NAME);
    Set<Held> held = new LinkedHashSet<>();
    Set<InetAddress> known = new LinkedHashSet<>();
    try (var lines = Files.lines(file)) {
      lines
          .limit(MOST)
          .map(line -> List.of(line.split(" ", -1)))
          .forEach(
              words ->
                  address(words)
                      .ifPresentOrElse(
                          address -> {
                            known.add(address);
                            if (words.size() == 3) {
                              held.add(new Held(words.get(2), address));
                            }
                          },
                          () -> LOG.atWarn().addKeyValue("file", file).log("a line is no record")));
    } catch (NoSuchFileException e) {
      // The first start on this node.
    } catch (IOException | UncheckedIOException e) {
      LOG.atError()
          .addKeyValue("file", file)
          .addKeyValue("error", e.toString())
          .addKeyValue("cure", "check the disk, or delete the file")
          .log("it is not known which addresses this node held");
    }
    return new AddressRecord(file, held, known);
  }

  private static Optional<InetAddress> address(List<String> words) {
    boolean whole =
        (words.getFirst().equals("held") && words.size() == 3)
            || (words.getFirst().equals("known") && words.size() == 2);
    return whole ? Addresses.canonical(words.get(1)) : Optional.empty();
  }

  @Override
  public boolean knows(InetAddress address) {
    return known.contains(address);
  }

  @Override
  public Set<Held> heldBefore() {
    return heldBefore;
  }

  /** Takes note of what is held and heard; to be called on the protocol thread. */
  public void note(LoopSnapshot snapshot) {
    Set<Held> now = new LinkedHashSet<>();
    boolean news = false;
    for (VirtualRouterSnapshot router : snapshot.virtualRouters()) {
      if (router.holds()) {
        for (String text : router.spec().addresses()) {
          now.add(new Held(router.spec().interfaceName(), InetAddress.ofLiteral(text)));
        }
      }
      for (VirtualRouterSnapshot.ActiveSource source : router.activeSources()) {
        for (InetAddress address : source.addresses()) {
          if (router.spec().addresses().contains(Addresses.text(address))) {
            news |= add(address);
          }
        }
      }
    }
    for (Held one : now) {
      news |= add(one.address());
    }
    if (news || !now.equals(held)) {
      held = now;
      Set<Held> copy = Set.copyOf(now);
      executor.execute(() -> write(copy));
    }
  }

  private boolean add(InetAddress address) {
    return known.size() < MOST && known.add(address);
  }

  private void write(Set<Held> holds) {
    List<String> lines = new ArrayList<>();
    Set<InetAddress> written = new LinkedHashSet<>();
    for (Held one : holds) {
      lines.add("held " + Addresses.text(one.address()) + " " + one.interfaceName());
      written.add(one.address());
    }
    known.stream()
        .filter(address -> !written.contains(address))
        .map(address -> "known " + Addresses.text(address))
        .sorted()
        .forEach(lines::add);
    try {
      Path beside = file.resolveSibling(NAME + ".new");
      Files.write(beside, lines);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.atError()
          .addKeyValue("file", file)
          .addKeyValue("error", e.toString())
          .addKeyValue("cure", "make room on the disk and the state directory writable")
          .log("it was not kept which addresses this node holds");
    }
  }

  /** Writes what waits, unless that takes long. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      var _ = executor.awaitTermination(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
