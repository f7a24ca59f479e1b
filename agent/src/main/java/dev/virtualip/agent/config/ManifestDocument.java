package dev.virtualip.agent.config;

import dev.virtualip.api.v1alpha1.VirtualIP;

/** One document of a manifest file. */
sealed interface ManifestDocument {

  /** A VirtualIP that is valid in itself; whether this node can run it is not known yet. */
  record Valid(String file, VirtualIP virtualIP) implements ManifestDocument {}

  /** A document, or a whole file, that can't be run. */
  record Invalid(Refusal refusal) implements ManifestDocument {}
}
