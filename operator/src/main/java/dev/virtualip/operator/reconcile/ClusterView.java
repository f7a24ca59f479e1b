package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;

/** The objects that planning reads, as they are known now. */
interface ClusterView {

  /**
   * Numbers that change with every change of what the other methods return, a moment later at most.
   */
  record Version(long virtualIPs, long nodes, long virtualIPNodes) {

    boolean sameNodes(Version other) {
      return nodes == other.nodes && virtualIPNodes == other.virtualIPNodes;
    }
  }

  Version version();

  List<VirtualIP> virtualIPs();

  /** The Linux nodes. */
  List<Node> nodes();

  List<VirtualIPNode> virtualIPNodes();
}
