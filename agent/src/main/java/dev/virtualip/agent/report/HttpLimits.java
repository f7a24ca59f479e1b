package dev.virtualip.agent.report;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Bounds what a client may take of a listener: the server of the JDK has none unless it is told
 * before the first one is made, and half a request would keep one of its few threads for ever.
 */
final class HttpLimits {

  /** For the whole request, and for taking the answer. */
  private static final int SECONDS = 5;

  private static final int MOST_CONNECTIONS = 64;

  static {
    System.setProperty("sun.net.httpserver.maxReqTime", String.valueOf(SECONDS));
    System.setProperty("sun.net.httpserver.maxRspTime", String.valueOf(SECONDS));
    System.setProperty("jdk.httpserver.maxConnections", String.valueOf(MOST_CONNECTIONS));
  }

  private HttpLimits() {}

  /** Not started yet. */
  static HttpServer create(InetSocketAddress listen) throws IOException {
    return HttpServer.create(listen, 0);
  }
}
