package dev.virtualip.agent.vrrp;

import java.net.InetAddress;

/**
 * An address of a virtual router that somebody has who is no router of the group.
 *
 * @param mac hardware address by which he has it, as text
 */
public record Conflict(InetAddress address, String mac) {}
