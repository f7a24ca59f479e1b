package dev.virtualip.agent.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * Passes while a TCP connection is accepted.
 *
 * @param host name or address, resolved at each run
 * @param port 1..65535
 */
record TcpProbe(String host, int port) implements Probe {

  @Override
  public CheckResult run(Duration timeout) {
    InetSocketAddress target = new InetSocketAddress(host, port);
    if (target.isUnresolved()) {
      return CheckResult.failed("can't resolve " + host);
    }
    try (Socket socket = new Socket()) {
      // Reset instead of FIN: a check each second must not leave TIME_WAIT behind.
      socket.setSoLinger(true, 0);
      socket.connect(target, Math.toIntExact(Math.max(1, timeout.toMillis())));
      return CheckResult.passed("connected");
    } catch (SocketTimeoutException e) {
      return CheckResult.failed("no connection within " + timeout.toMillis() + " ms");
    } catch (UnknownHostException e) {
      return CheckResult.failed("can't resolve " + host);
    } catch (IOException e) {
      return CheckResult.failed(String.valueOf(e.getMessage()));
    }
  }
}
