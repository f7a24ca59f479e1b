package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs code of this process on a machine. Sockets belong to the network namespace in which they
 * were opened and threads start in that of the thread that starts them, so what is set up inside
 * may be used from anywhere.
 */
public final class Inside {

  private static final int CLONE_NEWNET = 0x40000000;
  private static final int O_RDONLY_CLOEXEC = 0x80000;

  private Inside() {}

  /** Runs {@code body} on a thread of its own, which ends with it. */
  public static <T> T call(Machine machine, Callable<T> body) throws Exception {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              enter(machine.namespace());
              return body.call();
            });
    Thread.ofPlatform().name(machine.namespace()).start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Moves the calling thread, which never comes back. */
  private static void enter(String namespace) throws IOException {
    String path = Path.of("/run/netns", namespace).toString();
    int fd = TestLibC.require(TestLibC.CALLS.open(path, O_RDONLY_CLOEXEC), "open " + path);
    try {
      TestLibC.require(TestLibC.CALLS.setns(fd, CLONE_NEWNET), "setns");
    } finally {
      TestLibC.CALLS.close(fd);
    }
  }
}
