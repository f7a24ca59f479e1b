package dev.virtualip.agent.vrrp;

import java.net.InetAddress;

/**
 * An Active that was heard.
 *
 * @param source source address of its adverts
 * @param sinceNanos when it was first heard in this tenure, on the clock of the virtual router
 */
public record ActiveSource(InetAddress source, long sinceNanos) {}
