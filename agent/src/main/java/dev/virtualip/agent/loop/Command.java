package dev.virtualip.agent.loop;

import dev.virtualip.agent.address.Holder;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.vrrp.Standing;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What other threads ask of the protocol thread, or tell it. */
sealed interface Command {

  record Configure(List<VirtualRouterSpec> routers, ProtocolControl.Departure departure)
      implements Command {}

  record Drain(boolean wanted) implements Command {}

  record Stand(String virtualIP, Standing standing, List<FailingCheck> failing)
      implements Command {}

  record Diagnose(List<Diagnosis> diagnoses) implements Command {}

  record Leave(CompletableFuture<Void> left) implements Command {}

  record Refused(Holder holder, InetAddress address, ErrnoException reason) implements Command {}

  /** Of a predecessor. */
  record Preview(CompletableFuture<HandedState> state) implements Command {}

  record Freeze(CompletableFuture<HandedState> state) implements Command {}

  record Thaw() implements Command {}

  record Cede(CompletableFuture<Boolean> ceded) implements Command {}

  /** Of a successor. */
  record Prepare(HandedState preview, CompletableFuture<Void> prepared) implements Command {}

  record Brace(boolean braced) implements Command {}

  record Resume(HandedState state, CompletableFuture<Void> resumed) implements Command {}

  record Begin() implements Command {}

  record Stop() implements Command {}
}
