package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import java.time.Instant;

/**
 * One agent says that a router is Active: itself, or one that it hears.
 *
 * @param source address that the router advertises from
 * @param since when it became Active, by the reporter's clock
 * @param reporter the node whose agent says so
 */
record Claim(Family family, String source, Instant since, NodeReport reporter) {}
