package dev.virtualip.operator.report;

import dev.virtualip.api.v1alpha1.VirtualIP;

/** Where announcements go. Recording never blocks and never fails: an Event is a courtesy. */
public interface EventSink {

  /** Records what happened to a VirtualIP. */
  void record(VirtualIP virtualIP, Announcement announcement);
}
