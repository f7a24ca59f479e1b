package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client that opens a TCP connection to a virtual address every two milliseconds and ends it at
 * once. One is lost that is refused, or that takes so long that its first packet must have been.
 */
final class Connector implements AutoCloseable {

  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** The kernel sends a SYN again after 1 s. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final InetSocketAddress target;
  private final Selector selector;
  private final Thread thread = Thread.ofPlatform().daemon().name("connect").unstarted(this::run);
  private final BitSet lost = new BitSet();
  private volatile boolean stopping;
  private int tried;

  /** What became of the connections. */
  record Result(int tried, int lost, int mostInARow) {}

  /** One that is under way. */
  private record Attempt(int number, long since) {}

  private Connector(InetSocketAddress target, Selector selector) {
    this.target = target;
    this.selector = selector;
  }

  static Connector start(Machine client, String address) throws Exception {
    InetSocketAddress target = new InetSocketAddress(InetAddress.ofLiteral(address), Echo.PORT);
    // Its sockets are opened on its own thread, which is where the one is that starts it.
    return Inside.call(
        client,
        () -> {
          Connector connector = new Connector(target, Selector.open());
          connector.thread.start();
          return connector;
        });
  }

  private void run() {
    try {
      long due = BootClock.nanos();
      while (!stopping) {
        if (BootClock.nanos() >= due) {
          open();
          due += PERIOD_NANOS;
        }
        look();
      }
      long end = BootClock.nanos() + PATIENCE_NANOS;
      while (BootClock.nanos() < end && !selector.keys().isEmpty()) {
        look();
      }
      for (SelectionKey key : List.copyOf(selector.keys())) {
        finish(key, false);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void open() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    // No TIME_WAIT: the client's ports would run out.
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    Attempt attempt = new Attempt(tried++, BootClock.nanos());
    SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, attempt);
    try {
      if (channel.connect(target)) {
        finish(key, true);
      }
    } catch (IOException e) {
      finish(key, false);
    }
  }

  private void look() throws IOException {
    selector.select(1);
    for (SelectionKey key : selector.selectedKeys()) {
      finish(key, connected((SocketChannel) key.channel()));
    }
    selector.selectedKeys().clear();
    selector.selectNow(); // forgets the keys of closed ones
  }

  private static boolean connected(SocketChannel channel) {
    try {
      return channel.finishConnect();
    } catch (ConnectException | NoRouteToHostException e) {
      return false;
    } catch (IOException e) {
      // Reset: it was there, and broke at once because its next packet came to another node.
      return true;
    }
  }

  private void finish(SelectionKey key, boolean connected) throws IOException {
    Attempt attempt = (Attempt) key.attachment();
    if (!connected || BootClock.nanos() - attempt.since() > PATIENCE_NANOS) {
      lost.set(attempt.number());
    }
    key.channel().close();
  }

  /** Ends it, when the last ones have had their time. */
  Result stop() throws InterruptedException {
    stopping = true;
    thread.join();
    int most = 0;
    for (int from = lost.nextSetBit(0); from >= 0; ) {
      int after = lost.nextClearBit(from);
      most = Math.max(most, after - from);
      from = lost.nextSetBit(after);
    }
    return new Result(tried, lost.cardinality(), most);
  }

  @Override
  public void close() throws IOException {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    selector.close();
  }
}
