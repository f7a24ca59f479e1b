package dev.virtualip.operator.testing;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import dev.virtualip.api.v1alpha1.RouterTransition;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.operator.testing.SimulatedAgent.Router;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A link with simulated agents on it. Elections are over at once; what they decide is kept. */
public final class SimulatedLan {

  private record Member(SimulatedAgent agent, Router router) {}

  private final Map<String, SimulatedAgent> agents = new TreeMap<>();
  private boolean mute;
  private final Set<Set<String>> deaf = new HashSet<>();
  private final Map<String, Integer> mostHolders = new TreeMap<>();
  private final Map<String, Integer> fewestHolders = new TreeMap<>();

  public void add(String node, String address, Instant now) {
    agents.put(node, new SimulatedAgent(node, address, now));
  }

  public void remove(String node) {
    agents.remove(node);
  }

  SimulatedAgent agent(String node) {
    SimulatedAgent agent = agents.get(node);
    if (agent == null) {
      throw new AssertionError("no agent " + node);
    }
    return agent;
  }

  /** Cuts the power of the machine. */
  public void kill(String node) {
    agent(node).alive = false;
  }

  /** Between agent and API server: when down, neither orders nor reports pass. */
  public void online(String node, boolean value) {
    agent(node).online = value;
  }

  /** Gives the interface of a node one more address, with its prefix length. */
  public void subnet(String node, String subnet) {
    agent(node).subnets.add(subnet);
  }

  /** A router that is none of ours is heard by all. */
  public void foreign(int virtualRouterID, String source, String address, Instant since) {
    agents
        .values()
        .forEach(
            agent ->
                agent.foreign.add(
                    new ForeignVirtualRouter(
                        "eth0", Family.IPV4, virtualRouterID, source, List.of(address), since)));
  }

  /** It is heard no more. */
  public void silenceForeign() {
    agents.values().forEach(agent -> agent.foreign.clear());
  }

  /** Health checks of every router of a node, by name. */
  public void failing(String node, String... checks) {
    agent(node).failing.clear();
    agent(node).failing.addAll(Set.of(checks));
  }

  /** A firewall between two nodes drops protocol 112. */
  public void deafen(String one, String other) {
    deaf.add(Set.of(one, other));
  }

  /** Every router gives up and none takes over, as if each had lost its interface. */
  public void mute() {
    mute = true;
  }

  /** Everybody hears everybody again. */
  public void heal() {
    deaf.clear();
  }

  /** The power is back, and the agent starts anew. */
  public void start(String node, Instant now) {
    SimulatedAgent before = agent(node);
    add(node, before.address, now);
  }

  public void follow(String node, @Nullable VirtualIPNodeSpec spec, long generation, Instant now) {
    SimulatedAgent agent = agents.get(node);
    if (agent != null) {
      agent.follow(spec, generation, now);
    }
  }

  public Set<String> reporting() {
    Set<String> reporting = new TreeSet<>();
    agents.values().stream()
        .filter(agent -> agent.alive && agent.online)
        .forEach(agent -> reporting.add(agent.node));
    return reporting;
  }

  public VirtualIPNodeStatus report(String node) {
    return agent(node).report();
  }

  /** The most and the fewest nodes that held a VirtualIP at once since it was first held. */
  public int mostHolders(String uid) {
    return mostHolders.getOrDefault(uid, 0);
  }

  public int fewestHolders(String uid) {
    return fewestHolders.getOrDefault(uid, 0);
  }

  /** How many nodes hold a VirtualIP now. */
  public int holders(String uid) {
    return (int)
        agents.values().stream()
            .filter(agent -> agent.alive)
            .flatMap(agent -> agent.routers.entrySet().stream())
            .filter(it -> it.getKey().startsWith(uid + "/") && it.getValue().active)
            .count();
  }

  /** Elects until nothing changes. */
  public void elect(Instant now) {
    Set<String> keys = new TreeSet<>();
    agents.values().forEach(agent -> keys.addAll(agent.routers.keySet()));
    for (String key : keys) {
      List<Member> members = members(key);
      for (int round = 0; round < 20 && electOnce(members, now); round++) {
        // Until nothing changes.
      }
      if (mute) {
        members.forEach(member -> member.router.active = false);
      }
      listen(members, now);
      int holders = (int) members.stream().filter(member -> member.router.active).count();
      String uid = key.substring(0, key.indexOf('/'));
      mostHolders.merge(uid, holders, Math::max);
      fewestHolders.merge(uid, holders, Math::min);
    }
  }

  private List<Member> members(String key) {
    List<Member> members = new ArrayList<>();
    for (SimulatedAgent agent : agents.values()) {
      Router router = agent.routers.get(key);
      if (agent.alive && router != null) {
        members.add(new Member(agent, router));
      }
    }
    members.sort(Comparator.comparingInt(SimulatedLan::strength).reversed());
    return members;
  }

  private static int strength(Member member) {
    return member.agent.effectivePriority(member.router);
  }

  private boolean electOnce(List<Member> members, Instant now) {
    for (Member member : members) {
      List<Member> actives =
          members.stream().filter(it -> it.router.active && hears(member, it)).toList();
      if (member.router.active) {
        if (member.router.spec.handOver() && !member.router.yielded) {
          member.router.yielded = true;
          return true;
        }
        if (actives.stream().anyMatch(it -> beats(it, member))) {
          retire(member, now);
          return true;
        }
      } else if (actives.isEmpty() || actives.stream().allMatch(it -> mayPreempt(member, it))) {
        promote(member, actives.isEmpty() ? "ActiveDown" : "Preempted", now);
        actives.forEach(it -> retire(it, now));
        return true;
      }
    }
    return false;
  }

  private static boolean beats(Member one, Member other) {
    return strength(one) > strength(other)
        || (strength(one) == strength(other)
            && one.agent.address.compareTo(other.agent.address) > 0);
  }

  private static boolean mayPreempt(Member backup, Member active) {
    return strength(backup) > strength(active)
        && (backup.router.spec.preempt() || strength(active) <= 16);
  }

  private boolean hears(Member one, Member other) {
    return one.agent != other.agent
        && !deaf.contains(Set.of(one.agent.node, other.agent.node))
        && one.agent.hears(one.router, other.agent, other.router);
  }

  private static void promote(Member member, String reason, Instant now) {
    member.router.active = true;
    member.router.since = now;
    member.router.transition = new RouterTransition(now, reason, 812L, 240L);
  }

  private static void retire(Member member, Instant now) {
    member.router.active = false;
    member.router.since = now;
  }

  private void listen(List<Member> members, Instant now) {
    for (Member member : members) {
      Set<String> heard = new TreeSet<>();
      if (member.router.active) {
        heard.add(member.agent.address);
      }
      members.stream()
          .filter(it -> it.router.active && hears(member, it))
          .forEach(it -> heard.add(it.agent.address));
      member.router.heard.keySet().retainAll(heard);
      heard.forEach(address -> member.router.heard.putIfAbsent(address, now));
    }
  }
}
