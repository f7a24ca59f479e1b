package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that a virtual router knows besides its configuration, so that another process on this node
 * can go on in its place as if nothing had happened. Points of time are CLOCK_BOOTTIME nanoseconds,
 * which all processes of a machine share; null where a timer is not armed.
 *
 * @param source address that it sends from; null while it has no interface
 * @param startAt when it takes part again; null unless it waits for that
 * @param counters by the names of {@link Counter}
 */
public record RouterMemory(
    @Nullable InetAddress source,
    @Nullable Long startAt,
    Role role,
    Waiting waiting,
    Delay preemptDelay,
    Sending sending,
    Holding holding,
    Hearing hearing,
    Candidate candidate,
    Occupied occupied,
    Map<String, Long> counters) {

  /** One that lacks a part, as another version may write it, is none. */
  public RouterMemory {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(waiting, "waiting");
    Objects.requireNonNull(preemptDelay, "preemptDelay");
    Objects.requireNonNull(sending, "sending");
    Objects.requireNonNull(holding, "holding");
    Objects.requireNonNull(hearing, "hearing");
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(occupied, "occupied");
    counters = Map.copyOf(counters);
  }

  /**
   * State and how it came to it.
   *
   * @param begun whether it ever took part
   * @param promoted how it last became Active; null if it never did
   */
  public record Role(
      State state,
      long since,
      boolean begun,
      TransitionReason reason,
      @Nullable Promoted promoted) {

    public Role {
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** As {@link Promotion}; null for what is not known. */
  public record Promoted(
      TransitionReason reason, long at, @Nullable Long detectionNanos, @Nullable Long bindNanos) {

    public Promoted {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** Active_Down_Timer with the interval that it was computed from. */
  public record Waiting(
      boolean armed, long startedAt, boolean activeLeft, long intervalNanos, boolean learned) {}

  /** Of preemption. */
  public record Delay(boolean running, boolean over, long startedAt) {}

  /**
   * What went on the wire.
   *
   * @param dueAt Adver_Timer
   */
  public record Sending(
      @Nullable Long dueAt, long lastAttempt, long lastSent, boolean failing, long failingSince) {}

  /** The addresses in the kernel. */
  public record Holding(
      boolean held,
      long lastRenewal,
      @Nullable Long renewalAt,
      @Nullable Long announcementAt,
      @Nullable Long extraAnnouncementAt,
      int announcements,
      long lastAnnouncement,
      int repairs,
      long firstRepair) {}

  /**
   * Whom it hears.
   *
   * @param lastHeard when another router was heard; null if none was
   */
  public record Hearing(List<Heard> sources, @Nullable Long lastHeard) {

    public Hearing {
      sources = List.copyOf(sources);
    }
  }

  /** An Active that was heard lately. */
  public record Heard(InetAddress source, long since, long last, long intervalNanos, int priority) {

    public Heard {
      Objects.requireNonNull(source, "source");
    }
  }

  /** What holds it back. */
  public record Candidate(
      Standing standing,
      boolean handingOver,
      Fault transmission,
      Fault binding,
      Fault sourceLoss,
      Fault occupation) {

    public Candidate {
      Objects.requireNonNull(standing, "standing");
      Objects.requireNonNull(transmission, "transmission");
      Objects.requireNonNull(binding, "binding");
      Objects.requireNonNull(sourceLoss, "sourceLoss");
      Objects.requireNonNull(occupation, "occupation");
    }
  }

  /** A fault of this node. */
  public record Fault(boolean present, int times, @Nullable Long recoveryAt) {}

  /**
   * Who else has the addresses.
   *
   * @param known addresses that this node held before, or heard advertised
   * @param probeAt when it asks next
   */
  public record Occupied(
      boolean advertHeard, List<InetAddress> known, List<Claimed> claims, @Nullable Long probeAt) {

    public Occupied {
      known = List.copyOf(known);
      claims = List.copyOf(claims);
    }
  }

  /** An address that somebody else says to have. */
  public record Claimed(
      InetAddress address, String mac, long first, int unanswered, boolean conflict) {

    public Claimed {
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(mac, "mac");
    }
  }
}
