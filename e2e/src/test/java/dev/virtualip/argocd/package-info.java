/**
 * What Argo CD would make of our objects: the Lua of {@code manifests/argocd}, run as Argo CD runs
 * it. No cluster here; the tiers that have one hand their objects over.
 */
@NullMarked
package dev.virtualip.argocd;

import org.jspecify.annotations.NullMarked;
