/** The whole product on a real Kubernetes of three nodes, judged by a client that is not a node. */
@NullMarked
package dev.virtualip.e2e;

import org.jspecify.annotations.NullMarked;
