package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * A VRRP message with what its IP header said.
 *
 * @param hopLimit TTL or hop limit, 0..255
 * @param message from its position to its limit; whoever reads it leaves both alone
 */
public record Datagram(
    InetAddress source, InetAddress destination, int hopLimit, ByteBuffer message) {}
