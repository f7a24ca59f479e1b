package dev.virtualip.agent.replace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire of hot replacement, which two versions of the agent must have in common. */
class MessageCodecTest {

  static final List<Message> MESSAGES =
      List.of(
          new Message.Hello(1, "net:[4026531840]"),
          new Message.Refused("why"),
          new Message.Other(2),
          new Message.Preview(States.of(false)),
          new Message.Ready(),
          new Message.Afresh(),
          new Message.State(States.of(true)),
          new Message.Taken(),
          new Message.Go(),
          new Message.Late());

  private final MessageCodec codec = new MessageCodec();

  @ParameterizedTest
  @FieldSource("MESSAGES")
  void whatIsSaidIsWhatIsHeard(Message message) throws IOException {
    String line = codec.encode(message);
    assertThat(line).doesNotContain("\n");
    assertThat(codec.decode(line)).isEqualTo(message);
  }

  @Test
  void wordsOfTheEnvelopeAreForEver() throws IOException {
    assertThat(codec.encode(new Message.Hello(1, "net:[1]")))
        .isEqualTo("hello {\"protocol\":1,\"network\":\"net:[1]\"}");
    assertThat(codec.encode(new Message.Other(1))).isEqualTo("other {\"protocol\":1}");
    assertThat(codec.encode(new Message.Afresh())).isEqualTo("afresh");
    assertThat(codec.encode(new Message.Go())).isEqualTo("go");
  }

  @Test
  void addressesAndTimesAreReadable() throws IOException {
    assertThat(codec.encode(new Message.State(States.of(false))))
        .contains("\"source\":\"192.0.2.1\"")
        .contains("\"source\":\"fe80::2\"")
        .contains("\"since\":\"2030-01-02T03:04:05.678Z\"");
  }

  @Test
  void whatANewerVersionAddsIsPassedOver() throws IOException {
    String line = codec.encode(new Message.State(States.of(false)));
    assertThat(
            codec.decode(line.replace("{\"configured\"", "{\"mood\":{\"a\":[1]},\"configured\"")))
        .isEqualTo(new Message.State(States.of(false)));
    assertThat(codec.decode("hello {\"protocol\":9,\"network\":\"n\",\"name\":\"x\"}"))
        .isEqualTo(new Message.Hello(9, "n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memory",
        "role",
        "sending",
        "holding",
        "hearing",
        "candidate",
        "counters",
        "routers",
        "checks",
        "spec",
        "state",
        "standing"
      })
  void stateThatLacksWhatIsNeededIsNone(String part) throws IOException {
    String line = codec.encode(new Message.State(States.of(false)));
    String without = line.replace("\"" + part + "\":", "\"other\":");
    assertThat(without).isNotEqualTo(line);
    assertThatThrownBy(() -> codec.decode(without)).isInstanceOf(JsonProcessingException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET / HTTP/1.1", "state", "state {", "hello x", "preview []"})
  void anythingElseIsRefused(String line) {
    assertThatThrownBy(() -> codec.decode(line)).isInstanceOf(IOException.class);
  }

  @Test
  void addressThatIsNoneIsRefused() throws IOException {
    String line = codec.encode(new Message.State(States.of(false)));
    assertThatThrownBy(() -> codec.decode(line.replace("192.0.2.1\"", "example.org\"")))
        .isInstanceOf(JsonProcessingException.class);
  }
}
