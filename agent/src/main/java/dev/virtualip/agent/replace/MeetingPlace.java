package dev.virtualip.agent.replace;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The socket in the state directory at which a running agent can be found. */
final class MeetingPlace {

  private static final String NAME = "replace.sock";

  private final Path socket;

  MeetingPlace(Path stateDirectory) {
    socket = stateDirectory.resolve(NAME);
  }

  /** Empty if nobody is there, though a socket may have been left behind. */
  Optional<SocketChannel> visit() throws IOException {
    if (!Files.exists(socket)) {
      return Optional.empty();
    }
    try {
      return Optional.of(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    } catch (ConnectException e) {
      // Whoever it was has been killed. Who serves next puts a socket in its place.
      return Optional.empty();
    }
  }

  /**
   * Serves there, in place of what may have been left behind. It is reachable only once nobody else
   * may use it.
   */
  ServerSocketChannel serve() throws IOException {
    Path beside = socket.resolveSibling("." + NAME + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(beside);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(beside));
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-------"));
      Files.move(beside, socket, StandardCopyOption.ATOMIC_MOVE);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** For the end of an agent that nobody has replaced. */
  void abandon() throws IOException {
    Files.deleteIfExists(socket);
  }

  @Override
  public String toString() {
    return socket.toString();
  }
}
