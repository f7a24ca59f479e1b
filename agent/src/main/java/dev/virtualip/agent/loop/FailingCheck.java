package dev.virtualip.agent.loop;

/**
 * A health check that counts as failing.
 *
 * @param name as in {@code spec.healthChecks}
 * @param message what its last run saw
 */
public record FailingCheck(String name, String message) {}
