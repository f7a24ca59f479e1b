package dev.virtualip.e2e.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens one TCP connection after the other to {@code ADDRESS PORT}, asks {@code GET /} and takes
 * the body as the name of the node that answered. Prints a line for the first answer, for each
 * change of node and for each silence, until it is killed.
 *
 * <p>A connection per question, because established connections break on any move between nodes; a
 * short connect timeout, because the kernel repeats a lost SYN only after 1 s, which would be
 * measured instead of the outage.
 */
public final class OutageProbe {

  private static final int CONNECT_TIMEOUT_MILLIS = 20;
  private static final int ANSWER_TIMEOUT_MILLIS = 200;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long TOLERATED_SILENCE_MILLIS = 50;
  private static final byte[] QUESTION =
      "GET / HTTP/1.0\r\nHost: virtual-ip\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private OutageProbe() {}

  public static void main(String[] arguments) {
    if (arguments.length != 2) {
      System.err.println("usage: OutageProbe ADDRESS PORT");
      System.exit(2);
    }
    InetSocketAddress target = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    AnswerLog log = new AnswerLog(TOLERATED_SILENCE_MILLIS);
    while (true) {
      try {
        String node = ask(target);
        log.answer(node, TimeUnit.NANOSECONDS.toMillis(System.nanoTime()))
            .ifPresent(change -> System.out.println(change.line()));
      } catch (IOException silence) {
        // Nobody answers just now; the next answer tells how long.
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static String ask(InetSocketAddress target) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(target, CONNECT_TIMEOUT_MILLIS);
      socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
      socket.getOutputStream().write(QUESTION);
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      int body = answer.indexOf("\r\n\r\n");
      if (!answer.startsWith("HTTP/1.") || body < 0) {
        throw new IOException("not an HTTP answer");
      }
      return answer.substring(body + 4).strip();
    }
  }
}
