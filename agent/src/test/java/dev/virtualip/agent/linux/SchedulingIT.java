package dev.virtualip.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a process gets of the kernel, with the right to ask and without. */
class SchedulingIT {

  private static final int SCHED_RR = 2;

  @Test
  void theKernelConfirmsWhatIsReported() throws Exception {
    String[] word = probe(List.of()).split(" ", -1);
    switch (Scheduling.valueOf(word[0])) {
      case ROUND_ROBIN -> assertThat(Integer.parseInt(word[2])).isEqualTo(SCHED_RR);
      case NICE -> assertThat(Integer.parseInt(word[3])).isEqualTo(-20);
      case ORDINARY -> throw new AssertionError("root may at least be nice");
    }
    assertThat(word[1]).as("the JVM's own threads").isEqualTo(word[0]);
  }

  @Test
  void withoutTheRightItGoesOnAsItWas() throws Exception {
    assertThat(probe(List.of("setpriv", "--bounding-set=-sys_nice", "--inh-caps=-sys_nice")))
        // The nice value is whatever this build was started with.
        .startsWith("ORDINARY ORDINARY 0 ");
  }

  /** Runs {@link Probe} in a process of its own, because scheduling is not given back. */
  private static String probe(List<String> prefix) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  /** Prints what it got for a thread and for the JVM, and that thread's policy and nice value. */
  static final class Probe {

    private Probe() {}

    public static void main(String[] arguments) throws IOException {
      Scheduling thread = Scheduling.raiseCurrentThread();
      // proc(5): nice is field 19 and policy 41; after the name in parentheses the third is next.
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      System.out.printf(
          "%s %s %s %s%n",
          thread.name(), Scheduling.raiseJvmThreads().name(), field[41 - 3], field[19 - 3]);
    }
  }
}
