package dev.virtualip.agent.replace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.loop.HandedState;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predecessor and successor over a real socket, each with a protocol thread that is none. */
class ReplacementTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path directory;

  private final MessageCodec codec = new MessageCodec();
  private final FakeLoop old = new FakeLoop();
  private final FakeLoop next = new FakeLoop();

  private Predecessor serve() {
    return Predecessor.serve(directory, old, old::leave);
  }

  private Path socket() {
    return directory.resolve("replace.sock");
  }

  private boolean takeOver() throws InterruptedException {
    try (TakeOver takeOver = new TakeOver(directory, next, () -> true)) {
      return takeOver.run();
    }
  }

  /** One whose words the test says. */
  private Conversation visitor() throws IOException {
    return new Conversation(codec, SocketChannel.open(UnixDomainSocketAddress.of(socket())));
  }

  private Conversation visitorThatSays(Message message) throws IOException {
    Conversation visitor = visitor();
    visitor.say(message);
    return visitor;
  }

  private static Message.Hello hello(int protocol) throws IOException {
    return new Message.Hello(protocol, Network.ofThisProcess());
  }

  private void assertStillInCharge(Predecessor predecessor) {
    assertThat(predecessor.replaced()).isNotDone();
    assertThat(old.told).doesNotContain("leave");
  }

  @Test
  void successorGoesOnWithWhatThePredecessorKnew() throws InterruptedException {
    HandedState state = States.of(true);
    old.state = state;
    try (Predecessor predecessor = serve()) {
      assertThat(takeOver()).isTrue();
      assertThat(predecessor.replaced()).succeedsWithin(SOON);
      assertThat(old.told).containsExactly("preview", "freeze", "cede");
      assertThat(next.told).containsExactly("prepare", "brace", "resume");
      assertThat(next.state).isEqualTo(state);
    }
  }

  @Test
  @SuppressWarnings("try") // its end is what is tested
  void whoHasTakenOverCanBeReplacedInTurn() throws InterruptedException {
    try (Predecessor first = serve()) {
      assertThat(takeOver()).isTrue();
      assertThat(first.replaced()).succeedsWithin(SOON);
      FakeLoop third = new FakeLoop();
      try (Predecessor second = Predecessor.serve(directory, next, next::leave)) {
        first.close();
        try (TakeOver takeOver = new TakeOver(directory, third, () -> true)) {
          assertThat(takeOver.run()).isTrue();
        }
        assertThat(second.replaced()).succeedsWithin(SOON);
        assertThat(third.told).contains("resume");
      }
    }
  }

  @Test
  void beginsAfreshWhereNobodyIs() throws InterruptedException {
    assertThat(takeOver()).isTrue();
    assertThat(next.told).containsExactly("begin");
  }

  @Test
  void socketThatAKilledAgentLeftBehindIsReplaced() throws Exception {
    try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(socket()));
    }
    assertThat(takeOver()).isTrue();
    assertThat(next.told).containsExactly("begin");
    try (Predecessor predecessor = serve()) {
      FakeLoop later = new FakeLoop();
      try (TakeOver takeOver = new TakeOver(directory, later, () -> true)) {
        assertThat(takeOver.run()).isTrue();
      }
      assertThat(predecessor.replaced()).succeedsWithin(SOON);
    }
  }

  @Test
  void onlyTheSameUserGetsAtTheSocketAndItGoesWithTheAgent() throws IOException {
    try (Predecessor _ = serve()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
          .isEqualTo("rw-------");
    }
    assertThat(socket()).doesNotExist();
  }

  @Test
  void secondAgentOfTheSameStateDirectoryLeavesTheFirstReachable() throws InterruptedException {
    try (Predecessor first = serve()) {
      FakeLoop other = new FakeLoop();
      try (Predecessor second = Predecessor.serve(directory, other, other::leave)) {
        assertThat(second.replaced()).isNotDone();
      }
      assertThat(takeOver()).isTrue();
      assertThat(first.replaced()).succeedsWithin(SOON);
    }
  }

  @Test
  void successorThatDiesWhileItLoadsLeavesThePredecessorInCharge() throws Exception {
    try (Predecessor predecessor = serve()) {
      try (Conversation dying = visitorThatSays(hello(1))) {
        assertThat(dying.hear(SOON)).isInstanceOf(Message.Preview.class);
      }
      assertStillInCharge(predecessor);
      assertThat(takeOver()).as("the next one").isTrue();
      assertThat(predecessor.replaced()).succeedsWithin(SOON);
    }
  }

  @Test
  void successorThatDiesWithTheStateInItsHandsChangesNothing() throws Exception {
    try (Predecessor predecessor = serve()) {
      try (Conversation dying = visitorThatSays(hello(1))) {
        dying.hear(SOON);
        dying.say(new Message.Ready());
        assertThat(dying.hear(SOON)).isInstanceOf(Message.State.class);
      }
      await().atMost(SOON).until(() -> old.told.contains("thaw"));
      assertThat(old.told).doesNotContain("cede");
      assertStillInCharge(predecessor);
      assertThat(takeOver()).as("the next one").isTrue();
    }
  }

  @Test
  void successorThatHangsIsTooLate() throws Exception {
    try (Predecessor predecessor = serve();
        Conversation hanging = visitorThatSays(hello(1))) {
      hanging.hear(SOON);
      hanging.say(new Message.Ready());
      assertThat(hanging.hear(SOON)).isInstanceOf(Message.State.class);
      assertThat(hanging.hear(SOON)).as("after half a second").isEqualTo(new Message.Late());
      assertThat(old.told).containsExactly("preview", "freeze", "thaw");
      assertStillInCharge(predecessor);
    }
  }

  @Test
  void acknowledgementThatComesTooLateIsRefusedAndTheSuccessorTriesAgain() throws Exception {
    old.tooLate = true;
    try (Predecessor predecessor = serve();
        TakeOver takeOver = new TakeOver(directory, next, () -> true)) {
      CompletableFuture<Boolean> run = run(takeOver);
      await().atMost(SOON).until(() -> next.told.contains("relax"));
      assertThat(next.told).doesNotContain("resume");
      assertStillInCharge(predecessor);
      old.tooLate = false;
      assertThat(run).succeedsWithin(SOON).isEqualTo(true);
      assertThat(next.told).endsWith("prepare", "brace", "resume");
    }
  }

  private static CompletableFuture<Boolean> run(TakeOver takeOver) {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                result.complete(takeOver.run());
              } catch (InterruptedException e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  @Test
  void successorOfAnotherVersionBeginsAfreshOnceThePredecessorHasLeft() throws Exception {
    try (Predecessor predecessor = serve();
        Conversation other = visitorThatSays(hello(2))) {
      assertThat(other.hear(SOON)).isEqualTo(new Message.Other(1));
      assertThat(old.told).as("not before it is ready").isEmpty();
      other.say(new Message.Afresh());
      assertThat(other.hear(SOON)).isEqualTo(new Message.Go());
      assertThat(old.told).containsExactly("leave");
      assertThat(predecessor.replaced()).succeedsWithin(SOON);
    }
  }

  @Test
  void predecessorOfAnotherVersionIsAskedToLeave() throws Exception {
    try (ServerSocketChannel other = new MeetingPlace(directory).serve();
        TakeOver takeOver = new TakeOver(directory, next, () -> true)) {
      CompletableFuture<Boolean> run = run(takeOver);
      try (Conversation with = new Conversation(codec, other.accept())) {
        assertThat(with.hear(SOON)).isEqualTo(hello(Message.PROTOCOL));
        with.say(new Message.Other(7));
        assertThat(with.hear(SOON)).isEqualTo(new Message.Afresh());
        assertThat(next.told).isEmpty();
        with.say(new Message.Go());
        assertThat(run).succeedsWithin(SOON).isEqualTo(true);
        assertThat(next.told).containsExactly("begin");
      }
    }
  }

  @Test
  void predecessorThatDiesInTheMiddleLeavesItsLocksToTell() throws Exception {
    ServerSocketChannel server = new MeetingPlace(directory).serve();
    try (TakeOver takeOver = new TakeOver(directory, next, () -> true)) {
      CompletableFuture<Boolean> run = run(takeOver);
      try (Conversation with = new Conversation(codec, server.accept())) {
        with.hear(SOON);
        with.say(new Message.Preview(States.of(false)));
        with.hear(SOON);
        with.say(new Message.State(States.of(true)));
        assertThat(with.hear(SOON)).isEqualTo(new Message.Taken());
        server.close();
      }
      assertThat(run).succeedsWithin(SOON).isEqualTo(true);
      assertThat(next.told).containsExactly("prepare", "brace", "resume");
    }
  }

  @Test
  void predecessorThatDiesBeforeIsOneThatIsNotThere() throws Exception {
    ServerSocketChannel server = new MeetingPlace(directory).serve();
    try (TakeOver takeOver = new TakeOver(directory, next, () -> true)) {
      CompletableFuture<Boolean> run = run(takeOver);
      try (Conversation with = new Conversation(codec, server.accept())) {
        with.hear(SOON);
        with.say(new Message.Preview(States.of(false)));
        with.hear(SOON);
        server.close();
      }
      assertThat(run).succeedsWithin(SOON).isEqualTo(true);
      assertThat(next.told).containsExactly("prepare", "relax", "begin");
    }
  }

  @Test
  void agentOfAnotherNetworkIsNotReplaced() throws Exception {
    try (Predecessor predecessor = serve();
        Conversation stranger = visitorThatSays(new Message.Hello(1, "net:[1]"))) {
      assertThat(stranger.hear(SOON)).isInstanceOf(Message.Refused.class);
      assertStillInCharge(predecessor);
    }
  }

  @Test
  @SuppressWarnings("try") // its end is what is tested
  void waitEndsWhenTheSuccessorIsToldToEnd() throws Exception {
    try (ServerSocketChannel hanging = new MeetingPlace(directory).serve();
        TakeOver takeOver = new TakeOver(directory, next, () -> true)) {
      CompletableFuture<Boolean> run = run(takeOver);
      try (Conversation with = new Conversation(codec, hanging.accept())) {
        with.hear(SOON);
        takeOver.close();
        assertThat(run).succeedsWithin(SOON).isEqualTo(false);
        assertThat(next.told).doesNotContain("begin", "resume");
      }
    }
  }

  @Test
  void leavingAgentWaitsForTheSuccessorThatLoadsButNotForOneThatIsGone() throws Exception {
    try (Predecessor predecessor = serve()) {
      CompletableFuture<Void> never = new CompletableFuture<>();
      assertThat(predecessor.await(SOON, never)).as("nobody there").isFalse();
      Conversation loading = visitorThatSays(hello(1));
      loading.hear(SOON);
      assertThat(predecessor.await(Duration.ofMillis(1), never)).as("in time").isFalse();
      assertThat(predecessor.await(SOON, CompletableFuture.completedFuture(null)))
          .as("second signal")
          .isFalse();
      loading.close();
      assertThat(predecessor.await(SOON, never)).as("it died").isFalse();
      Conversation good = visitorThatSays(hello(1));
      good.hear(SOON);
      good.say(new Message.Ready());
      good.hear(SOON);
      good.say(new Message.Taken());
      assertThat(predecessor.await(SOON, never)).isTrue();
      good.close();
    }
  }
}
