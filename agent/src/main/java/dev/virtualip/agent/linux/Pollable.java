package dev.virtualip.agent.linux;

/** Something that an {@link Epoll} can wait for. */
public interface Pollable {

  /** The open file descriptor; it stays the owner's to close. */
  int descriptor();
}
