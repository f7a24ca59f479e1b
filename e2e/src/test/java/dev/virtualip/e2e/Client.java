package dev.virtualip.e2e;

import dev.virtualip.e2e.client.OutageProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A machine on the network that is no node: it asks the virtual address again and again. */
final class Client implements AutoCloseable {

  /**
   * What the client noticed.
   *
   * @param from node that answered before
   * @param to node that answers now
   * @param milliseconds without any answer
   */
  record Outage(String from, String to, long milliseconds) {}

  /** In the agent's image. */
  private static final String JAVA = "/opt/virtualip-agent/runtime/bin/java";

  private static final Pattern ANSWER = Pattern.compile("event=answer node=(\\S+)");
  private static final Pattern OUTAGE =
      Pattern.compile("event=outage from=(\\S+) to=(\\S+) milliseconds=(\\d+)");

  private final GenericContainer<?> container;
  private final List<String> firstAnswers = new CopyOnWriteArrayList<>();
  private final List<Outage> outages = new CopyOnWriteArrayList<>();

  /** Starts asking {@code address} on {@code port}. */
  Client(Settings settings, Network network, int host, String address, int port) {
    container =
        new GenericContainer<>(DockerImageName.parse(settings.agentImage()))
            .withCopyFileToContainer(
                MountableFile.forHostPath(Path.of("target/classes")), "/client")
            .withCreateContainerCmdModifier(create -> create.withEntrypoint(JAVA))
            .withCommand("-cp", "/client", OutageProbe.class.getName(), address, "" + port)
            .withLogConsumer(frame -> frame.getUtf8String().lines().forEach(this::take));
    network.join(container, "client-" + host, host);
    container.start();
  }

  private void take(String line) {
    Matcher answer = ANSWER.matcher(line);
    Matcher outage = OUTAGE.matcher(line);
    if (answer.find()) {
      firstAnswers.add(answer.group(1));
    } else if (outage.find()) {
      outages.add(new Outage(outage.group(1), outage.group(2), Long.parseLong(outage.group(3))));
    }
  }

  /** Nodes that gave the first answer: none yet, or one. */
  List<String> firstAnswers() {
    return List.copyOf(firstAnswers);
  }

  List<Outage> outages() {
    return List.copyOf(outages);
  }

  /** The client's neighbour table (IPv4), as the kernel prints it. */
  String neighbours() {
    try {
      return container.execInContainer("cat", "/proc/net/arp").getStdout();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    container.stop();
  }
}
