package dev.virtualip.agent.loop;

import dev.virtualip.plan.NetworkInterface;
import java.util.List;
import java.util.Map;

/**
 * Immutable view of the protocol thread, published at once when something in it changed, and for
 * the counters' sake at least once a second while adverts come in.
 *
 * @param configured whether a configuration has been applied since start
 * @param socketsOpen whether every virtual router has its sockets
 * @param virtualRouters one element per router and family, in the order of the configuration
 * @param interfaces the node's interfaces that could carry a virtual address, without our own
 *     virtual addresses
 * @param interfaceCounters per interface, the counters that no router can own (checksum, version,
 *     VRID and TTL errors), by the leaf names of RFC 8347
 */
public record LoopSnapshot(
    boolean configured,
    boolean socketsOpen,
    List<VirtualRouterSnapshot> virtualRouters,
    List<NetworkInterface> interfaces,
    Map<String, Map<String, Long>> interfaceCounters) {}
