package dev.virtualip.agent.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.virtualip.agent.loop.Observation;
import dev.virtualip.plan.Addresses;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** An observation and when it was made, by the wall clock. */
record Recorded(Instant time, Observation observation) {

  /**
   * One flat object, {@code time} and {@code event} first: a line of text and an element of JSON.
   */
  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("time", time.toString());
    switch (observation) {
      case Observation.AdvertHeard heard -> {
        event(json, "AdvertHeard", heard.router());
        json.put("source", Addresses.text(heard.source()));
        json.put("priority", heard.priority());
        json.put("advertisementIntervalMilliseconds", heard.intervalMilliseconds());
      }
      case Observation.AdvertSent sent -> {
        event(json, "AdvertSent", sent.router());
        json.put("priority", sent.priority());
      }
      case Observation.AdvertRefused refused -> {
        event(json, "AdvertRefused", refused.router());
        json.put("reason", refused.reason());
      }
      case Observation.AdvertDiscarded discarded ->
          json.put("event", "AdvertDiscarded")
              .put("interface", discarded.interfaceName())
              .put("source", Addresses.text(discarded.source()))
              .put("reason", discarded.reason());
      case Observation.Transition transition -> {
        event(json, "Transition", transition.router());
        json.put("from", transition.from().toString());
        json.put("to", transition.to().toString());
        json.put("reason", Words.of(transition.reason()));
      }
      case Observation.AddressClaimed claimed -> {
        event(json, "AddressClaimed", claimed.router());
        json.put("address", Addresses.text(claimed.address()));
        json.put("mac", claimed.mac());
      }
      case Observation.AddressChanged changed ->
          json.put("event", changed.present() ? "AddressAppeared" : "AddressGone")
              .put("interface", changed.interfaceName())
              .put("address", Addresses.text(changed.address()));
      case Observation.LinkChanged changed ->
          json.put("event", "LinkChanged")
              .put("interface", changed.interfaceName())
              .put("usable", changed.usable());
      case Observation.Late late ->
          json.put("event", "Late")
              .put("milliseconds", TimeUnit.NANOSECONDS.toMillis(late.nanos()));
      case Observation.CheckRan ran ->
          json.put("event", "CheckRan")
              .put("virtualIP", ran.virtualIP())
              .put("check", ran.check())
              .put("passed", ran.passed())
              .put("message", ran.message());
    }
    return json;
  }

  private static void event(ObjectNode json, String event, Observation.Router router) {
    json.put("event", event)
        .put("virtualIP", router.virtualIP())
        .put("family", RouterCollector.family(router.family()))
        .put("interface", router.interfaceName())
        .put("virtualRouterID", router.virtualRouterID());
  }
}
