package dev.virtualip.agent.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What one advertisement costs a Backup in the steady state. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReceptionBench {

  @State(Scope.Thread)
  public static class Ipv4 extends BackupUnderTest {
    public Ipv4() {
      super("192.0.2.1", "192.0.2.2", "192.0.2.100");
    }
  }

  @State(Scope.Thread)
  public static class Ipv6 extends BackupUnderTest {
    public Ipv6() {
      super("fe80::1", "fe80::2", "fe80::100");
    }
  }

  /** The checks of RFC 9568 section 7.1. */
  @Benchmark
  public Object decode(Ipv4 backup) {
    return backup.decode();
  }

  /** The same, what the state machine makes of it, and when it wants to be called next. */
  @Benchmark
  public long decodeAndHandle(Ipv4 backup) {
    return backup.decodeAndHandle();
  }

  @Benchmark
  public long decodeAndHandleIpv6(Ipv6 backup) {
    return backup.decodeAndHandle();
  }
}
