package dev.virtualip.agent.replace;

import dev.virtualip.agent.loop.HandedState;
import dev.virtualip.agent.loop.Replaceable;
import dev.virtualip.agent.loop.Successor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A protocol thread that answers at once and writes down what it was told. */
final class FakeLoop implements Replaceable, Successor {

  final List<String> told = new CopyOnWriteArrayList<>();
  final CompletableFuture<Void> left = CompletableFuture.completedFuture(null);
  volatile HandedState state = States.of(false);
  volatile boolean tooLate;

  private <T> CompletableFuture<T> tell(String what, T answer) {
    told.add(what);
    return CompletableFuture.completedFuture(answer);
  }

  CompletableFuture<Void> leave() {
    told.add("leave");
    return left;
  }

  @Override
  public CompletableFuture<HandedState> preview() {
    return tell("preview", state);
  }

  @Override
  public CompletableFuture<HandedState> freeze() {
    return tell("freeze", state);
  }

  @Override
  public void thaw() {
    told.add("thaw");
  }

  @Override
  public CompletableFuture<Boolean> cede() {
    return tell("cede", !tooLate);
  }

  @Override
  @SuppressWarnings("NullAway") // Void has no value but null
  public CompletableFuture<Void> prepare(HandedState preview) {
    return tell("prepare", (Void) null);
  }

  @Override
  public void brace() {
    told.add("brace");
  }

  @Override
  public void relax() {
    told.add("relax");
  }

  @Override
  public CompletableFuture<Void> resume(HandedState from) {
    state = from;
    told.add("resume");
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void begin() {
    told.add("begin");
  }
}
