/**
 * The client in front of a virtual address: asks over TCP again and again and says how long nobody
 * answered. It needs the JDK alone, so that it runs in any container with a Java runtime.
 */
@NullMarked
package dev.virtualip.e2e.client;

import org.jspecify.annotations.NullMarked;
