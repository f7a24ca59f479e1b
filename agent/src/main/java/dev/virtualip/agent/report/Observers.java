package dev.virtualip.agent.report;

import dev.virtualip.agent.loop.Observation;
import dev.virtualip.agent.loop.Observer;
import java.util.List;

/** Tells several. */
public record Observers(List<Observer> all) implements Observer {

  public Observers {
    all = List.copyOf(all);
  }

  @Override
  public void observe(Observation observation) {
    all.forEach(observer -> observer.observe(observation));
  }

  @Override
  public void turned(long latenessNanos) {
    all.forEach(observer -> observer.turned(latenessNanos));
  }
}
