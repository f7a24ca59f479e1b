package dev.virtualip.agent.loop;

/** Is told what happens, on the thread on which it happens: it must note it down and return. */
public interface Observer {

  void observe(Observation observation);

  /**
   * The protocol thread turned.
   *
   * @param latenessNanos how much later than its timer or its idle turn was due, at least 0
   */
  void turned(long latenessNanos);
}
