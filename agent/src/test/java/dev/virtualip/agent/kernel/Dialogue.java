package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.kernel.Lan.Machine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One TCP connection to an address, on which an octet goes to and fro without a rest. */
final class Dialogue implements AutoCloseable {

  private static final int PORT = 7;
  private static final int PATIENCE_MILLISECONDS = 1000;

  private final Socket server;
  private final Socket client;
  private final AtomicLong rounds = new AtomicLong();
  private final Thread thread;
  private volatile @Nullable IOException failure;
  private volatile boolean closing;

  private Dialogue(Socket server, Socket client) {
    this.server = server;
    this.client = client;
    thread = Thread.ofPlatform().daemon().name("dialogue").unstarted(this::run);
  }

  /** The connection is there when this returns. */
  static Dialogue start(Machine holder, Machine visitor, String address) throws Exception {
    InetAddress host = InetAddress.ofLiteral(address);
    try (ServerSocket listener = Inside.call(holder, () -> new ServerSocket(PORT, 1, host))) {
      Socket client = Inside.call(visitor, () -> new Socket(host, PORT));
      Dialogue dialogue = new Dialogue(listener.accept(), client);
      dialogue.server.setSoTimeout(PATIENCE_MILLISECONDS);
      dialogue.client.setSoTimeout(PATIENCE_MILLISECONDS);
      dialogue.client.setTcpNoDelay(true);
      dialogue.thread.start();
      return dialogue;
    }
  }

  private void run() {
    try {
      while (!closing) {
        client.getOutputStream().write(1);
        say(server, server.getInputStream().read());
        expect(client.getInputStream().read());
        rounds.incrementAndGet();
        Thread.sleep(2);
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(Socket socket, int octet) throws IOException {
    expect(octet);
    socket.getOutputStream().write(octet);
  }

  private static void expect(int octet) throws IOException {
    if (octet != 1) {
      throw new IOException("the connection has ended");
    }
  }

  /** The same connection still works, and did within a second at any time. */
  void assertUnbroken() {
    assertThat(failure).isNull();
    assertThat(rounds).hasPositiveValue();
    assertThat(thread.isAlive()).isTrue();
  }

  @Override
  public void close() throws IOException {
    closing = true;
    client.close();
    server.close();
  }
}
