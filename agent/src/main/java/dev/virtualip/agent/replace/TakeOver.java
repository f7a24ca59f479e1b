package dev.virtualip.agent.replace;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.virtualip.agent.linux.Scheduling;
import dev.virtualip.agent.loop.HandedState;
import dev.virtualip.agent.loop.Successor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The successor's side. While the predecessor lives, it alone decides when and whether; when it
 * does not, there is nothing to take over but what the kernel has given back.
 */
public final class TakeOver implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);

  /** Before the next try, after one that came to nothing. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Before the next look for one that is there and can't be found. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** One that starts or ends may be there and can't be found; a hand-over takes 1.5 s at most. */
  private static final Duration HIDDEN = Duration.ofSeconds(5);

  /** Tells of a predecessor that can't be found. */
  public interface Alone {
    /** Whether no other process is in charge of the state directory. */
    boolean sure();
  }

  /** How an attempt ended. */
  private enum Outcome {
    TAKEN,
    NOBODY,
    AGAIN
  }

  private final MessageCodec codec = new MessageCodec();
  private final MeetingPlace place;
  private final Successor loop;
  private final Alone alone;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Conversation conversation;

  public TakeOver(Path stateDirectory, Successor loop, Alone alone) {
    this.place = new MeetingPlace(stateDirectory);
    this.loop = loop;
    this.alone = alone;
  }

  /**
   * Returns once this process is in charge: it has taken over, or there is nobody to take over
   * from. Waits as long as a predecessor lives and does neither.
   *
   * @return false if it was {@link #close closed} before that, or another process is in charge and
   *     can't be found
   */
  public boolean run() throws InterruptedException {
    long hidden = 0;
    while (closed.getCount() > 0) {
      switch (attempt()) {
        case TAKEN -> {
          return true;
        }
        case NOBODY -> {
          if (alone.sure()) {
            loop.begin();
            return true;
          }
          if (hidden++ * LOOK.toMillis() >= HIDDEN.toMillis()) {
            return false;
          }
          closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
        case AGAIN -> closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    return false;
  }

  private Outcome attempt() throws InterruptedException {
    Optional<SocketChannel> channel;
    try {
      channel = place.visit();
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("socket", place)
          .addKeyValue("error", e.toString())
          .log("can't ask for a running agent; starting without");
      return Outcome.NOBODY;
    }
    if (channel.isEmpty()) {
      return Outcome.NOBODY;
    }
    try (Conversation with = new Conversation(codec, channel.get())) {
      conversation = with;
      return converse(with);
    } catch (IOException | ExecutionException e) {
      loop.relax();
      if (closed.getCount() > 0) {
        LOG.atWarn().addKeyValue("error", e.toString()).log("not taken over; trying again");
      }
      return Outcome.AGAIN;
    } finally {
      conversation = null;
    }
  }

  private Outcome converse(Conversation with)
      throws IOException, ExecutionException, InterruptedException {
    with.say(new Message.Hello(Message.PROTOCOL, Network.ofThisProcess()));
    Message answer;
    try {
      answer = with.hear(Conversation.FOR_EVER);
    } catch (JsonProcessingException e) {
      LOG.atWarn().addKeyValue("error", e.getOriginalMessage()).log("can't read what it runs");
      return afresh(with);
    }
    return switch (answer) {
      case Message.Preview(HandedState preview) -> takeOver(with, preview);
      case Message.Refused(String reason) -> {
        LOG.atWarn().addKeyValue("reason", reason).log("nothing to take over");
        yield Outcome.NOBODY;
      }
      case Message.Other _ -> afresh(with);
      default -> throw new IOException("a predecessor that says what was not asked");
    };
  }

  private Outcome takeOver(Conversation with, HandedState preview)
      throws IOException, ExecutionException, InterruptedException {
    loop.prepare(preview).get();
    // From the next word on nobody advertises until this thread has done its part.
    Scheduling.raiseCurrentThread();
    try {
      return takeOver(with);
    } finally {
      Scheduling.lowerCurrentThread();
    }
  }

  private Outcome takeOver(Conversation with)
      throws IOException, ExecutionException, InterruptedException {
    with.say(new Message.Ready());
    if (!(with.hear(Conversation.FOR_EVER) instanceof Message.State(HandedState state))) {
      throw new IOException("the predecessor goes on");
    }
    loop.brace();
    with.say(new Message.Taken());
    try {
      if (!(with.hear(Conversation.FOR_EVER) instanceof Message.Go)) {
        throw new IOException("it took too long, and the predecessor goes on");
      }
    } catch (EOFException e) {
      if (closed.getCount() == 0) {
        throw e;
      }
      // It has died; its locks, which the kernel gives back, tell whether that is true.
      LOG.atWarn().log("the predecessor has ended without a word");
    }
    loop.resume(state).get();
    return Outcome.TAKEN;
  }

  private static Outcome afresh(Conversation with) throws IOException {
    LOG.atWarn().log("the running agent is of another version: it hands over to other nodes first");
    with.say(new Message.Afresh());
    try {
      with.hear(Conversation.FOR_EVER);
    } catch (EOFException e) {
      // Gone altogether.
    }
    return Outcome.NOBODY;
  }

  /** Ends the wait; a predecessor goes on. */
  @Override
  public void close() {
    closed.countDown();
    Conversation current = conversation;
    if (current != null) {
      current.close();
    }
  }
}
