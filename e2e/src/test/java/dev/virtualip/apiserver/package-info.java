/**
 * The API and its security on a real kube-apiserver with etcd, both child processes on loopback: no
 * node, no controller manager, so nothing here waits for a pod. Needs neither root nor containers.
 */
@NullMarked
package dev.virtualip.apiserver;

import org.jspecify.annotations.NullMarked;
