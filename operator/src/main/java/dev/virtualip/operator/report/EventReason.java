package dev.virtualip.operator.report;

/** Why an Event was recorded; the names are part of the API. */
public enum EventReason {
  ACTIVE_NODE_CHANGED("ActiveNodeChanged", Type.NORMAL, "Elect"),
  DUAL_ACTIVE("DualActive", Type.WARNING, "Elect"),
  NO_ACTIVE("NoActive", Type.WARNING, "Elect"),
  VIRTUAL_ROUTER_ID_ALLOCATED("VirtualRouterIDAllocated", Type.NORMAL, "Allocate"),
  VIRTUAL_ROUTER_ID_CONFLICT("VirtualRouterIDConflict", Type.WARNING, "Allocate"),
  ADDRESS_CONFLICT("AddressConflict", Type.WARNING, "Validate"),
  NODE_EXCLUDED("NodeExcluded", Type.NORMAL, "Schedule"),
  HEALTH_CHECK_FAILING("HealthCheckFailing", Type.WARNING, "Check"),
  HEALTH_CHECK_RECOVERED("HealthCheckRecovered", Type.NORMAL, "Check"),
  CONFIGURATION_REJECTED("ConfigurationRejected", Type.WARNING, "Validate");

  /** Types of the Event API. */
  private static final class Type {
    static final String NORMAL = "Normal";
    static final String WARNING = "Warning";
  }

  private final String text;
  private final String type;
  private final String action;

  EventReason(String text, String type, String action) {
    this.text = text;
    this.type = type;
    this.action = action;
  }

  /** As it stands in the Event. */
  public String text() {
    return text;
  }

  String type() {
    return type;
  }

  String action() {
    return action;
  }
}
