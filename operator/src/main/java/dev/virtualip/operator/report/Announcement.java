package dev.virtualip.operator.report;

/**
 * Something that happened to a VirtualIP and that its users should know.
 *
 * @param note at most {@value #LONGEST} characters are recorded
 */
public record Announcement(EventReason reason, String note) {

  /** Length of events.k8s.io/v1 Event.note. */
  static final int LONGEST = 1024;

  public Announcement {
    note = note.length() <= LONGEST ? note : note.substring(0, LONGEST - 1) + "…";
  }
}
