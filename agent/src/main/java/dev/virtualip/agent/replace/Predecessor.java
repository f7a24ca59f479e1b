package dev.virtualip.agent.replace;

import dev.virtualip.agent.linux.Scheduling;
import dev.virtualip.agent.loop.HandedState;
import dev.virtualip.agent.loop.Replaceable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running agent's side. It stays in charge whatever a successor does, until that has
 * acknowledged the state within {@link Replaceable#FREEZE_MILLISECONDS}.
 */
public final class Predecessor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);

  private static final Duration INTRODUCTION = Duration.ofSeconds(5);

  /** A JVM on a busy machine, and a configuration to load. */
  private static final Duration PREPARATION = Duration.ofSeconds(60);

  /** For the protocol thread to find a moment in which nothing is under way. */
  private static final Duration MOMENT = Duration.ofSeconds(10);

  private static final Duration ANSWER = Duration.ofMillis(Replaceable.FREEZE_MILLISECONDS);

  /** A hand-over takes 1.5 s at most. */
  private static final Duration LEAVE = Duration.ofMillis(1600);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final Duration STOP = Duration.ofSeconds(1);

  private final MessageCodec codec = new MessageCodec();
  private final MeetingPlace place;
  private final Replaceable loop;
  private final Supplier<? extends Future<?>> leave;
  private final String network;
  private final CompletableFuture<Void> replaced = new CompletableFuture<>();
  private final @Nullable ServerSocketChannel server;
  private final @Nullable Thread thread;

  /** Completes when the successor that is here is in charge or gone. */
  private volatile @Nullable CompletableFuture<Void> visit;

  private volatile @Nullable Conversation conversation;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Predecessor(
      MeetingPlace place, Replaceable loop, Supplier<? extends Future<?>> leave, String network)
      throws IOException {
    this.place = place;
    this.loop = loop;
    this.leave = leave;
    this.network = network;
    Optional<SocketChannel> other = place.visit();
    if (other.isPresent()) {
      other.get().close();
      throw new IOException("another agent with the same state directory runs");
    }
    server = place.serve();
    thread = Thread.ofPlatform().daemon().name("replace").unstarted(this::run);
  }

  /** One that nobody can find. */
  private Predecessor(MeetingPlace place, Replaceable loop) {
    this.place = place;
    this.loop = loop;
    this.leave = CompletableFuture::new;
    this.network = "";
    server = null;
    thread = null;
  }

  /**
   * Waits for successors from now on. A failure is reported and no more: who can't be replaced can
   * do everything else.
   *
   * @param leave makes this agent hand over to other nodes, for a successor that can't take over
   */
  public static Predecessor serve(
      Path stateDirectory, Replaceable loop, Supplier<? extends Future<?>> leave) {
    MeetingPlace place = new MeetingPlace(stateDirectory);
    try {
      Predecessor predecessor = new Predecessor(place, loop, leave, Network.ofThisProcess());
      predecessor.start();
      return predecessor;
    } catch (IOException | RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("socket", place)
          .addKeyValue("error", e.toString())
          .log("this agent can't be replaced while it runs");
      return new Predecessor(place, loop);
    }
  }

  private void start() {
    if (thread != null) {
      thread.start();
    }
  }

  /** Completes when another process is in charge. */
  public CompletableFuture<Void> replaced() {
    return replaced;
  }

  /**
   * Waits for the successor that is getting ready; returns at once if there is none.
   *
   * @param enough ends the wait when it completes
   * @return whether it is in charge
   */
  public boolean await(Duration atMost, CompletableFuture<Void> enough)
      throws InterruptedException {
    CompletableFuture<Void> current = visit;
    if (current != null) {
      try {
        CompletableFuture.anyOf(current, enough).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        // The answer below tells.
      }
    }
    return replaced.isDone();
  }

  private void run() {
    while (closed.getCount() > 0 && !replaced.isDone()) {
      try (Conversation with = new Conversation(codec, accept())) {
        conversation = with;
        converse(with);
      } catch (EOFException e) {
        LOG.atDebug().log("a visitor left");
      } catch (IOException | TimeoutException | ExecutionException | RuntimeException e) {
        if (closed.getCount() > 0) {
          LOG.atWarn()
              .addKeyValue("error", e.toString())
              .log("a successor has not taken over; this agent goes on");
          pause();
        }
      } catch (InterruptedException e) {
        return;
      } finally {
        leaves();
      }
    }
  }

  /** What fails at once must not fail again and again without a pause. */
  private void pause() {
    try {
      closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private SocketChannel accept() throws IOException {
    if (server == null) {
      throw new IOException("not served");
    }
    return server.accept();
  }

  private void leaves() {
    CompletableFuture<Void> current = visit;
    visit = null;
    conversation = null;
    if (current != null) {
      current.complete(null);
    }
  }

  private void converse(Conversation with)
      throws IOException, TimeoutException, ExecutionException, InterruptedException {
    if (!(with.hear(INTRODUCTION) instanceof Message.Hello(int protocol, String from))) {
      throw new IOException("a visitor that does not say hello");
    }
    if (!network.equals(from)) {
      with.say(new Message.Refused("the agent of this state directory runs in another network"));
      return;
    }
    visit = new CompletableFuture<>();
    LOG.atInfo().addKeyValue("protocol", protocol).log("a successor is getting ready");
    with.say(
        protocol == Message.PROTOCOL
            ? new Message.Preview(get(loop.preview(), MOMENT))
            : new Message.Other(Message.PROTOCOL));
    switch (with.hear(PREPARATION)) {
      case Message.Ready _ -> handOver(with);
      case Message.Afresh _ -> makeWay(with);
      default -> throw new IOException("a successor that says what was not asked");
    }
  }

  private void handOver(Conversation with)
      throws IOException, TimeoutException, ExecutionException, InterruptedException {
    boolean ceded = false;
    try {
      HandedState state = get(loop.freeze(), MOMENT);
      // As long as the protocol thread stands still, clients depend on this one.
      Scheduling.raiseCurrentThread();
      with.say(new Message.State(state));
      if (!(with.hear(ANSWER) instanceof Message.Taken)) {
        throw new IOException("a successor that does not take what it is given");
      }
      // As long as it takes: only the protocol thread knows whether it has stopped for good.
      ceded = loop.cede().get();
    } finally {
      if (!ceded) {
        loop.thaw();
        Scheduling.lowerCurrentThread();
        tell(with, new Message.Late());
      }
    }
    if (ceded) {
      stopServing();
      tell(with, new Message.Go());
      Scheduling.lowerCurrentThread();
      LOG.atInfo().log("another process has taken over");
      replaced.complete(null);
    }
  }

  /** For a successor of another version: it begins afresh once nothing is held here. */
  private void makeWay(Conversation with) throws IOException, InterruptedException {
    LOG.atInfo().log("making way for a successor that can't take over");
    try {
      get(leave.get(), LEAVE);
    } catch (TimeoutException | ExecutionException e) {
      LOG.atWarn().log("addresses that are still held run out by themselves");
    }
    stopServing();
    tell(with, new Message.Go());
    replaced.complete(null);
  }

  private static <T> T get(Future<T> future, Duration atMost)
      throws TimeoutException, ExecutionException, InterruptedException {
    return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Who has gone meanwhile need not be told. */
  private static void tell(Conversation with, Message message) {
    try {
      with.say(message);
    } catch (IOException e) {
      LOG.atDebug().log("a successor is gone: " + e);
    }
  }

  private void stopServing() {
    try {
      if (server != null) {
        server.close();
      }
    } catch (IOException e) {
      LOG.atDebug().log("can't close the socket: " + e);
    }
  }

  /** Successors find nobody from now on; one in the middle of it has taken over or has not. */
  @Override
  public void close() {
    if (closed.getCount() == 0) {
      return; // or it would remove the socket of whoever came next
    }
    closed.countDown();
    stopServing();
    Conversation current = conversation;
    if (current != null) {
      current.close();
    }
    if (server == null || thread == null) {
      return;
    }
    try {
      thread.join(STOP);
      if (!replaced.isDone()) {
        place.abandon();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.atDebug().log("can't remove the socket: " + e);
    }
  }
}
