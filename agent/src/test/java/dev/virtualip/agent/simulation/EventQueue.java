package dev.virtualip.agent.simulation;

import java.util.Arrays;

/** What is to happen, soonest first: a binary heap of pairs of numbers, without an object each. */
final class EventQueue {

  private long[] times = new long[256];
  private long[] events = new long[256];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** Time of the next event; there must be one. */
  long time() {
    return times[0];
  }

  void add(long time, long event) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      events = Arrays.copyOf(events, 2 * size);
    }
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (times[parent] <= time) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    times[hole] = time;
    events[hole] = event;
  }

  /** Removes and returns the next event; there must be one. */
  long poll() {
    long first = events[0];
    size--;
    long time = times[size];
    long event = events[size];
    int hole = 0;
    while (2 * hole + 1 < size) {
      int child = 2 * hole + 1;
      if (child + 1 < size && times[child + 1] < times[child]) {
        child++;
      }
      if (times[child] >= time) {
        break;
      }
      move(child, hole);
      hole = child;
    }
    times[hole] = time;
    events[hole] = event;
    return first;
  }

  private void move(int from, int to) {
    times[to] = times[from];
    events[to] = events[from];
  }
}
