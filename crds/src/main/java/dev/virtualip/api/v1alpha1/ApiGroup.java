package dev.virtualip.api.v1alpha1;

/** Names of the API group that these types belong to. */
public final class ApiGroup {

  public static final String NAME = "virtualip.dev";
  public static final String VERSION = "v1alpha1";

  private ApiGroup() {}
}
