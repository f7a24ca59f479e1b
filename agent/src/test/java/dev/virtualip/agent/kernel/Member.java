package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One of the nodes of a measurement, with whatever implementation runs there. */
@SuppressWarnings("try") // An interrupt of a test ends it, whoever swallows it.
sealed interface Member extends AutoCloseable {

  Machine machine();

  /** Also after its end; returns before it takes part. */
  void start() throws Exception;

  /** SIGTERM. */
  void terminate();

  boolean runs();

  /** SIGKILL to all that it consists of. */
  void kill() throws Exception;

  /** SIGSTOP to all that it consists of. */
  void freeze();

  /** SIGCONT. */
  void thaw();

  /** Gives it another priority while it runs. */
  void priority(int priority) throws Exception;

  /** Has a new process, or the same one anew, go on in its place; returns when it does. */
  void renew() throws Exception;

  boolean isBackup() throws Exception;

  @Override
  void close() throws Exception;

  /** This agent. */
  final class Ours implements Member {

    private static final long PATIENCE_MILLISECONDS = 120_000;

    private final Machine machine;
    private final Group group;
    private final Path home;
    private final String node;
    private @Nullable Agent agent;

    Ours(Machine machine, Group group, int priority, Path home) {
      this.machine = machine;
      this.group = group;
      this.home = home;
      this.node = "node" + machine.host();
      priority(priority);
    }

    private Agent agent() {
      return Objects.requireNonNull(agent);
    }

    @Override
    public Machine machine() {
      return machine;
    }

    @Override
    public void start() {
      agent = Agent.start(machine, node, home);
    }

    @Override
    public void terminate() {
      agent().signal();
    }

    @Override
    public boolean runs() {
      return agent().runs();
    }

    @Override
    public void kill() {
      agent().kill();
    }

    @Override
    public void freeze() {
      agent().freeze();
    }

    @Override
    public void thaw() {
      agent().thaw();
    }

    @Override
    public void priority(int priority) {
      Manifest.write(home, group.manifest(node, priority));
    }

    @Override
    public void renew() throws InterruptedException {
      Agent successor = Agent.start(machine, node, home, "--replace");
      int exitCode = agent().exitCode(PATIENCE_MILLISECONDS);
      agent = successor;
      if (exitCode != 0) {
        throw new IllegalStateException("exit " + exitCode + ":\n" + successor.log());
      }
    }

    @Override
    public boolean isBackup() {
      return agent().state().equals("Backup");
    }

    @Override
    public void close() {
      if (agent != null) {
        agent.close();
      }
    }
  }

  /** keepalived with the same settings, everything else at its defaults. */
  @SuppressWarnings("try") // An interrupt of a test ends it, whoever swallows it.
  final class Theirs implements Member {

    private static final Pattern STATE = Pattern.compile("Entering (\\w+) STATE");
    private static final long RELOAD_MILLISECONDS = 500;

    private final Group group;
    private final Keepalived keepalived;

    Theirs(Machine machine, Group group, int priority, Path home) throws IOException {
      this.group = group;
      keepalived = Keepalived.on(machine, group, priority, home);
    }

    @Override
    public Machine machine() {
      return keepalived.machine();
    }

    @Override
    public void start() throws IOException {
      // What it left behind when it was killed.
      Command.run(
          machine()
              .command(List.of("ip", "address", "delete", group.address() + "/32", "dev", "eth0")));
      keepalived.start();
    }

    @Override
    public void terminate() {
      keepalived.terminate();
    }

    @Override
    public boolean runs() {
      return keepalived.runs();
    }

    @Override
    public void kill() throws InterruptedException {
      keepalived.kill();
    }

    @Override
    public void freeze() {
      keepalived.freeze();
    }

    @Override
    public void thaw() {
      keepalived.thaw();
    }

    @Override
    public void priority(int priority) throws IOException {
      keepalived.configure(group.keepalived(priority));
      keepalived.reload();
    }

    @Override
    public void renew() throws InterruptedException {
      keepalived.reload();
      TimeUnit.MILLISECONDS.sleep(RELOAD_MILLISECONDS);
    }

    @Override
    public boolean isBackup() throws IOException {
      String last = "";
      for (Matcher matcher = STATE.matcher(keepalived.log()); matcher.find(); ) {
        last = matcher.group(1);
      }
      return last.equals("BACKUP");
    }

    @Override
    public void close() throws InterruptedException {
      keepalived.close();
    }
  }
}
