package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the cluster as a whole makes of one VirtualIP. */
public sealed interface VirtualIPPlan {

  /** The VirtualIP that this plans. */
  DeclaredVirtualIP virtualIP();

  /** Names of the nodes that may hold the addresses, whether their agents have reported or not. */
  Set<String> eligible();

  /** The VRID that it holds; null while it has none. */
  @Nullable Integer virtualRouterID();

  /**
   * It can run.
   *
   * @param advertisementIntervalMilliseconds the effective one
   * @param networks the subnets that it is on, for messages
   * @param excluded nodes that only a label keeps away
   * @param full nodes that hold as many addresses as they can
   * @param remarks which nodes do not take part and why, for messages; may be empty
   * @param notices what else there is to report
   * @param participants the virtual routers of each participating node, in the order of names; none
   *     while suspended
   */
  record Accepted(
      DeclaredVirtualIP virtualIP,
      Set<String> eligible,
      Integer virtualRouterID,
      int advertisementIntervalMilliseconds,
      List<String> networks,
      Set<String> excluded,
      List<String> full,
      String remarks,
      List<Notice> notices,
      Map<String, List<VirtualRouterSpec>> participants)
      implements VirtualIPPlan {}

  /**
   * Nothing is wrong, but not enough is known yet.
   *
   * @param reason for the conditions, CamelCase
   */
  record Pending(
      DeclaredVirtualIP virtualIP,
      Set<String> eligible,
      @Nullable Integer virtualRouterID,
      String reason,
      String message)
      implements VirtualIPPlan {}

  /**
   * It contradicts the cluster. What it ran before goes on: bad input takes nothing down.
   *
   * @param reason for the conditions, CamelCase
   * @param message names the field, what it collides with, and the cure
   */
  record Refused(
      DeclaredVirtualIP virtualIP,
      Set<String> eligible,
      @Nullable Integer virtualRouterID,
      String reason,
      String message)
      implements VirtualIPPlan {}
}
