package dev.virtualip.agent.config;

import dev.virtualip.api.v1alpha1.VirtualRouterSpec;

/**
 * A virtual router to run, and where it was asked for.
 *
 * @param origin file name of the manifest, or the name of the VirtualIPNode
 */
record ConfiguredRouter(String origin, VirtualRouterSpec router) {

  String virtualIP() {
    return router.virtualIP().name();
  }
}
