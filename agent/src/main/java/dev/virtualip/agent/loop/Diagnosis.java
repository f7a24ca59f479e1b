package dev.virtualip.agent.loop;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.List;

/**
 * What an examination found wrong with one virtual router.
 *
 * @param virtualIP metadata.name
 */
public record Diagnosis(String virtualIP, Family family, List<RouterCondition> conditions) {

  public Diagnosis {
    conditions = List.copyOf(conditions);
  }

  boolean isOf(VirtualRouterSpec spec) {
    return spec.family() == family && spec.virtualIP().name().equals(virtualIP);
  }
}
