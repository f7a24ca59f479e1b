/**
 * Where configuration comes from: the watch of this node's VirtualIPNode or a directory of
 * manifests, and the last good configuration on disk. Each source ends in the same records.
 */
@NullMarked
package dev.virtualip.agent.config;

import org.jspecify.annotations.NullMarked;
