package dev.virtualip.agent.replace;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.virtualip.agent.loop.HandedState;
import dev.virtualip.plan.Addresses;
import java.io.IOException;
import java.io.Serial;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;

/** Messages as lines of text, without the line's end. */
final class MessageCodec {

  private final JsonMapper json =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(new Writer<>(InetAddress.class, Addresses::text))
                  .addDeserializer(
                      InetAddress.class, new Reader<>(InetAddress.class, InetAddress::ofLiteral))
                  .addSerializer(new Writer<>(Instant.class, Instant::toString))
                  .addDeserializer(Instant.class, new Reader<>(Instant.class, Instant::parse)))
          .build();

  String encode(Message message) throws IOException {
    String word = message.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return switch (message) {
      case Message.Hello _, Message.Refused _, Message.Other _ ->
          word + " " + json.writeValueAsString(message);
      case Message.Preview(var state) -> word + " " + json.writeValueAsString(state);
      case Message.State(var state) -> word + " " + json.writeValueAsString(state);
      case Message.Ready _, Message.Afresh _, Message.Taken _, Message.Go _, Message.Late _ -> word;
    };
  }

  /**
   * Reads a line.
   *
   * @throws IOException if it is no message, or one that this build can't make use of
   */
  Message decode(String line) throws IOException {
    int blank = line.indexOf(' ');
    String word = blank < 0 ? line : line.substring(0, blank);
    String body = blank < 0 ? "{}" : line.substring(blank + 1);
    return switch (word) {
      case "hello" -> json.readValue(body, Message.Hello.class);
      case "refused" -> json.readValue(body, Message.Refused.class);
      case "other" -> json.readValue(body, Message.Other.class);
      case "preview" -> new Message.Preview(state(body));
      case "ready" -> new Message.Ready();
      case "afresh" -> new Message.Afresh();
      case "state" -> new Message.State(state(body));
      case "taken" -> new Message.Taken();
      case "go" -> new Message.Go();
      case "late" -> new Message.Late();
      default ->
          throw new IOException("no message: " + word.substring(0, Math.min(40, word.length())));
    };
  }

  private HandedState state(String body) throws IOException {
    return json.readValue(body, HandedState.class);
  }

  /** Writes a value as a string. */
  private static final class Writer<T> extends StdScalarSerializer<T> {
    @Serial private static final long serialVersionUID = 1;

    private final transient Function<T, String> text;

    Writer(Class<T> type, Function<T, String> text) {
      super(type);
      this.text = text;
    }

    @Override
    public void serialize(T value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      to.writeString(text.apply(value));
    }
  }

  /** Reads a value from a string. */
  private static final class Reader<T> extends StdScalarDeserializer<T> {
    @Serial private static final long serialVersionUID = 1;

    private final transient Function<String, T> value;

    Reader(Class<T> type, Function<String, T> value) {
      super(type);
      this.value = value;
    }

    @Override
    public T deserialize(JsonParser from, DeserializationContext context) throws IOException {
      String text = from.getValueAsString();
      try {
        return value.apply(text);
      } catch (RuntimeException e) {
        throw context.weirdStringException(text, handledType(), String.valueOf(e.getMessage()));
      }
    }
  }
}
