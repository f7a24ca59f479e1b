package dev.virtualip.agent.simulation;

import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import dev.virtualip.agent.vrrp.RouterMemory;
import dev.virtualip.agent.vrrp.Standing;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.VirtualRouter;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The errors that the simulation must find. */
enum Mutant {
  /** A late timer fires before the adverts that came in the meantime are read. */
  SKIPS_THE_DRAIN {
    @Override
    Mutation mutation() {
      return new Mutation() {
        @Override
        boolean drainsFirst() {
          return false;
        }
      };
    }
  },

  /** A Backup that discards an advert of lower priority still goes by its interval. */
  LEARNS_WHAT_IT_DISCARDS {
    @Override
    Mutation mutation() {
      return new Mutation() {
        @Override
        void hear(Node node, VirtualRouter router, Event.Received received, long reading) {
          super.hear(node, router, received, reading);
          Advertisement advert = received.advertisement();
          boolean discarded =
              node.state() == State.BACKUP
                  && node.configuration().preempt()
                  && node.configuration().preemptDelaySeconds() == 0
                  && !node.leaving()
                  && advert.priority() > 0
                  && advert.priority() < node.effectivePriority();
          if (discarded) {
            learn(router, advert.intervalMilliseconds() * Bounds.MILLISECOND);
            // Lets the running timer go by it.
            router.onEvent(new Event.Configured(node.configuration()), reading);
          }
        }
      };
    }
  },

  /** An Active answers an advert that is like its own in priority and source address. */
  ANSWERS_ITS_TWIN {
    @Override
    Mutation mutation() {
      return new Mutation() {
        @Override
        void hear(Node node, VirtualRouter router, Event.Received received, long reading) {
          boolean twin = received.source().equals(node.source());
          super.hear(
              node,
              router,
              twin ? new Event.Received(received.advertisement(), LOWER) : received,
              reading);
        }
      };
    }
  },

  /** An Active that leaves takes its addresses out of the kernel and then sends priority 0. */
  RELEASES_BEFORE_PRIORITY_ZERO {
    @Override
    Mutation mutation() {
      return new Mutation() {
        @Override
        void beforeSending(Node node, Advertisement advert) {
          if (advert.priority() == Advertisement.PRIORITY_LEAVING) {
            node.orders().add(new Action.Release(node.configuration().addresses()));
          }
        }

        @Override
        @Nullable Action order(Node node, Action action) {
          return action instanceof Action.Renew && !node.active() ? null : action;
        }
      };
    }
  },

  /** A Backup whose priority changes waits as long as if it had just heard the Active. */
  WAITS_ANEW {
    @Override
    Mutation mutation() {
      return new Mutation() {
        @Override
        void command(VirtualRouter router, Event command, long reading) {
          super.command(router, command, reading);
          if (command instanceof Event.StandingChanged && router.state() == State.BACKUP) {
            try {
              set(find(router, "ActiveDownTimer", 3), "startedAt", reading);
            } catch (ReflectiveOperationException e) {
              throw misfit(e);
            }
            // Lets the running timer go by it.
            super.command(router, new Event.StandingChanged(new Standing(253, true)), reading);
            super.command(router, command, reading);
          }
        }
      };
    }
  },

  /** A process that goes on in the place of another one does not know what that waited for. */
  FORGETS_WHAT_IT_WAITS_FOR {
    @Override
    Mutation mutation() {
      return new Mutation() {
        @Override
        RouterMemory hand(RouterMemory memory) {
          return new RouterMemory(
              memory.source(),
              memory.startAt(),
              memory.role(),
              new RouterMemory.Waiting(false, 0, false, memory.waiting().intervalNanos(), false),
              memory.preemptDelay(),
              memory.sending(),
              memory.holding(),
              memory.hearing(),
              memory.candidate(),
              memory.occupied(),
              memory.counters());
        }
      };
    }
  },

  /** An Active whose interval becomes longer renews by the lifetime that it began with. */
  KEEPS_THE_OLD_LIFETIME {
    @Override
    Mutation mutation() {
      return new Mutation() {
        @Override
        Action order(Node node, Action action) {
          if (!(action instanceof Action.Renew(List<InetAddress> list, int seconds, long until))) {
            return action;
          }
          RouterConfiguration first = node.firstConfiguration();
          long before =
              Bounds.lifetime(
                      first.advertisementIntervalMilliseconds() * Bounds.MILLISECOND, first.ipv6())
                  / Bounds.SECOND;
          return new Action.Renew(list, (int) Math.min(before, seconds), until);
        }
      };
    }
  };

  /** Below every source in the simulation. */
  private static final InetAddress LOWER = InetAddress.ofLiteral("0.0.0.1");

  abstract Mutation mutation();

  /** Sets the learned interval, which nothing but an accepted advert should set. */
  private static void learn(VirtualRouter router, long nanos) {
    try {
      Object timer = find(router, "ActiveDownTimer", 3);
      set(timer, "intervalNanos", nanos);
      set(timer, "learned", true);
    } catch (ReflectiveOperationException e) {
      throw misfit(e);
    }
  }

  private static IllegalStateException misfit(ReflectiveOperationException e) {
    return new IllegalStateException("the mutant does not fit the state machine any more", e);
  }

  private static void set(Object object, String name, Object value)
      throws ReflectiveOperationException {
    Field field = object.getClass().getDeclaredField(name);
    field.setAccessible(true);
    field.set(object, value);
  }

  /** The object of that class which {@code object} refers to, at most {@code depth} steps away. */
  private static Object find(Object object, String simpleName, int depth)
      throws ReflectiveOperationException {
    for (Field field : object.getClass().getDeclaredFields()) {
      if (field.getType().getPackage() != VirtualRouter.class.getPackage()) {
        continue;
      }
      field.setAccessible(true);
      Object value = field.get(object);
      if (value != null && value.getClass().getSimpleName().equals(simpleName)) {
        return value;
      }
      if (value != null && depth > 1) {
        try {
          return find(value, simpleName, depth - 1);
        } catch (NoSuchFieldException e) {
          // Not this way.
        }
      }
    }
    throw new NoSuchFieldException(simpleName);
  }
}
