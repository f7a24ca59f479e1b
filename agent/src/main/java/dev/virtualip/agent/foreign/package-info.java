/**
 * Hears the virtual routers of others on the node's links, so that the operator gives nobody a VRID
 * that is taken. On a thread and sockets of its own, which no election waits for; nothing here
 * changes what the agent does.
 */
@NullMarked
package dev.virtualip.agent.foreign;

import org.jspecify.annotations.NullMarked;
