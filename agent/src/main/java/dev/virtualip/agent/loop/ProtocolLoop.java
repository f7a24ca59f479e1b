package dev.virtualip.agent.loop;

import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.vrrp.Standing;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The protocol thread as others see it: what they want of it is posted to its {@link DutyCycle},
 * and what it tells is an immutable snapshot.
 */
public final class ProtocolLoop implements ProtocolControl, Replaceable, Successor, AutoCloseable {

  private final DutyCycle cycle;

  private ProtocolLoop(DutyCycle cycle) {
    this.cycle = cycle;
  }

  /**
   * Starts the protocol thread in the network namespace of the calling thread.
   *
   * @param observer is told what happens, on that thread
   * @param passwords are asked for on that thread
   * @param book is asked there what this node remembers of addresses
   */
  public static ProtocolLoop start(Observer observer, Passwords passwords, AddressBook book)
      throws ErrnoException {
    return new ProtocolLoop(DutyCycle.start(observer, passwords, book, false));
  }

  /** The same, but it waits until it is told how to begin, as a {@link Successor}. */
  public static ProtocolLoop startWaiting(Observer observer, Passwords passwords, AddressBook book)
      throws ErrnoException {
    return new ProtocolLoop(DutyCycle.start(observer, passwords, book, true));
  }

  @Override
  public void configure(List<VirtualRouterSpec> routers, Departure departure) {
    cycle.post(new Command.Configure(List.copyOf(routers), departure));
  }

  @Override
  public void drain(boolean drained) {
    cycle.post(new Command.Drain(drained));
  }

  @Override
  public void stand(String virtualIP, int penalty, boolean reserve, List<FailingCheck> failing) {
    cycle.post(new Command.Stand(virtualIP, new Standing(penalty, reserve), List.copyOf(failing)));
  }

  @Override
  public void diagnose(List<Diagnosis> diagnoses) {
    cycle.post(new Command.Diagnose(List.copyOf(diagnoses)));
  }

  @Override
  public CompletableFuture<Void> leave() {
    CompletableFuture<Void> left = new CompletableFuture<>();
    cycle.post(new Command.Leave(left));
    return left;
  }

  @Override
  public CompletableFuture<HandedState> preview() {
    CompletableFuture<HandedState> state = new CompletableFuture<>();
    cycle.post(new Command.Preview(state));
    return state;
  }

  @Override
  public CompletableFuture<HandedState> freeze() {
    CompletableFuture<HandedState> state = new CompletableFuture<>();
    cycle.post(new Command.Freeze(state));
    return state;
  }

  @Override
  public void thaw() {
    cycle.post(new Command.Thaw());
  }

  @Override
  public CompletableFuture<Boolean> cede() {
    CompletableFuture<Boolean> ceded = new CompletableFuture<>();
    cycle.post(new Command.Cede(ceded));
    return ceded;
  }

  @Override
  public CompletableFuture<Void> prepare(HandedState preview) {
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    cycle.post(new Command.Prepare(preview, prepared));
    return prepared;
  }

  @Override
  public void brace() {
    cycle.post(new Command.Brace(true));
  }

  @Override
  public void relax() {
    cycle.post(new Command.Brace(false));
  }

  @Override
  public CompletableFuture<Void> resume(HandedState state) {
    CompletableFuture<Void> resumed = new CompletableFuture<>();
    cycle.post(new Command.Resume(state, resumed));
    return resumed;
  }

  @Override
  public void begin() {
    cycle.post(new Command.Begin());
  }

  @Override
  public LoopSnapshot snapshot() {
    return cycle.board().snapshot();
  }

  @Override
  public void subscribe(Consumer<LoopSnapshot> listener) {
    cycle.board().subscribe(listener);
  }

  @Override
  public long lastTurnNanos() {
    return cycle.lastTurnNanos();
  }

  /** Ends the thread; addresses that are still held run out by themselves. */
  @Override
  public void close() {
    cycle.close();
  }
}
