package dev.virtualip.agent.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A successor that does what the test wants, in words of its own. */
final class Visitor implements AutoCloseable {

  private final SocketChannel channel;

  private Visitor(SocketChannel channel) {
    this.channel = channel;
  }

  /** Calls at an agent on {@code machine} and says hello. */
  static Visitor at(Lan.Machine machine, Path stateDirectory, int protocol) throws IOException {
    Visitor visitor =
        new Visitor(
            SocketChannel.open(UnixDomainSocketAddress.of(stateDirectory.resolve("replace.sock"))));
    Object inode = Files.getAttribute(Path.of("/run/netns", machine.namespace()), "unix:ino");
    visitor.say("hello {\"protocol\":%d,\"network\":\"net:[%s]\"}".formatted(protocol, inode));
    return visitor;
  }

  void say(String line) throws IOException {
    channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** First word of the next line; empty at the end. */
  String hear() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer octet = ByteBuffer.allocate(1);
    while (channel.read(octet) == 1 && octet.get(0) != '\n') {
      line.write(octet.get(0));
      octet.clear();
    }
    return line.toString(StandardCharsets.UTF_8).split(" ", 2)[0];
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
