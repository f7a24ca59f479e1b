/**
 * The rtnetlink messages that the agent needs, one class per kernel struct ({@code
 * include/uapi/linux/rtnetlink.h}, {@code if_addr.h}, {@code if_link.h}).
 */
@NullMarked
package dev.virtualip.agent.linux.netlink;

import org.jspecify.annotations.NullMarked;
