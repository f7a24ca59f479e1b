package dev.virtualip.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.kernel.Inside;
import dev.virtualip.agent.kernel.Lan;
import dev.virtualip.agent.kernel.Lan.Machine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lock of a virtual router, in real network namespaces. */
class LockSocketIT {

  private static final String NAME = "virtualip/2/IPv4/51";

  private final Lan lan = new Lan();
  private final Machine machine = lan.machine(1);

  @AfterEach
  void clean() {
    lan.close();
  }

  @Test
  void refusesASecondHolderAndNamesTheFirst() throws Exception {
    try (LockSocket first = take(machine)) {
      assertThat(first).isNotNull();
      assertThat(Inside.call(machine, LockSocketIT::whoHasIt))
          .isEqualTo("process " + ProcessHandle.current().pid() + " (java)");
    }
    take(machine).close();
  }

  @Test
  void locksOnlyItsOwnNetworkNamespace() throws Exception {
    try (LockSocket here = take(machine);
        LockSocket elsewhere = take(lan.machine(2))) {
      assertThat(here).isNotSameAs(elsewhere);
    }
  }

  private static String whoHasIt() throws ErrnoException {
    LockSocket.Attempt attempt = LockSocket.tryTake(NAME);
    assertThat(attempt).isInstanceOf(LockSocket.Refused.class);
    return ((LockSocket.Refused) attempt).holder();
  }

  private static LockSocket take(Machine machine) throws Exception {
    LockSocket.Attempt attempt = Inside.call(machine, () -> LockSocket.tryTake(NAME));
    assertThat(attempt).isInstanceOf(LockSocket.Taken.class);
    return ((LockSocket.Taken) attempt).lock();
  }
}
