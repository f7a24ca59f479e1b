package dev.virtualip.operator.plan;

/**
 * Something to report of a VirtualIP that runs all the same.
 *
 * @param type of the condition
 * @param status of the condition
 * @param reason CamelCase
 * @param message names the objects and the cure
 */
record Notice(String type, Conditions.Truth status, String reason, String message) {}
