package dev.virtualip.agent.health;

/**
 * What one run of a check found.
 *
 * @param passed whether it counts as a success
 * @param message what was seen, for an administrator: "status 503", "connection refused"
 */
public record CheckResult(boolean passed, String message) {

  static CheckResult passed(String message) {
    return new CheckResult(true, message);
  }

  static CheckResult failed(String message) {
    return new CheckResult(false, message);
  }
}
