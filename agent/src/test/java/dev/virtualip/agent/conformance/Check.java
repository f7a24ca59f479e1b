package dev.virtualip.agent.conformance;

/** A part of a row that can fail. */
interface Check {

  /**
   * @throws AssertionError if it does not hold
   */
  void run();
}
