package dev.virtualip.agent.replace;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Lines to and from the other process. One thread at a time; any may {@link #close}. */
final class Conversation implements AutoCloseable {

  /** For the wait that only the other process's end ends. */
  static final Duration FOR_EVER = Duration.ofDays(36_500);

  /** The other one must take what is said within this. */
  private static final Duration SAY = Duration.ofSeconds(10);

  /** Far more than 1250 addresses need, and a bound on what a stranger can make us keep. */
  private static final int MOST_OCTETS = 16 * 1024 * 1024;

  private final MessageCodec codec;
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final ByteBuffer in = ByteBuffer.allocate(65_536).flip();

  Conversation(MessageCodec codec, SocketChannel channel) throws IOException {
    this.codec = codec;
    this.channel = channel;
    try {
      channel.configureBlocking(false);
      selector = Selector.open();
      key = channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  void say(Message message) throws IOException {
    ByteBuffer line =
        ByteBuffer.wrap((codec.encode(message) + "\n").getBytes(StandardCharsets.UTF_8));
    long end = System.nanoTime() + SAY.toNanos();
    channel.write(line);
    while (line.hasRemaining()) {
      await(SelectionKey.OP_WRITE, end);
      channel.write(line);
    }
  }

  /**
   * Waits for the next message.
   *
   * @throws SocketTimeoutException if none comes in time
   * @throws EOFException if none will come
   * @throws IOException also if it can't be understood
   */
  Message hear(Duration atMost) throws IOException {
    long end = System.nanoTime() + atMost.toNanos();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      while (in.hasRemaining()) {
        byte octet = in.get();
        if (octet == '\n') {
          return codec.decode(line.toString(StandardCharsets.UTF_8));
        }
        line.write(octet);
      }
      if (line.size() > MOST_OCTETS) {
        throw new IOException("a line of more than " + MOST_OCTETS + " octets");
      }
      in.clear();
      int count = channel.read(in);
      in.flip();
      if (count < 0) {
        throw new EOFException("the other process has ended the conversation");
      }
      if (count == 0) {
        await(SelectionKey.OP_READ, end);
      }
    }
  }

  private void await(int operation, long end) throws IOException {
    long left = end - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("the other process does not answer");
    }
    try {
      key.interestOps(operation);
      selector.select(left / 1_000_000 + 1);
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException | CancelledKeyException e) {
      throw new EOFException("ended by ourselves");
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      // It is gone in any case.
    }
  }
}
