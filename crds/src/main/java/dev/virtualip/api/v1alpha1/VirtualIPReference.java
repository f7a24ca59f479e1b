package dev.virtualip.api.v1alpha1;

/**
 * Names the VirtualIP, and the generation of it, that a virtual router was planned from.
 *
 * @param name metadata.name
 * @param uid metadata.uid; empty for a VirtualIP read from a file
 * @param generation metadata.generation; 0 for a VirtualIP read from a file
 */
public record VirtualIPReference(String name, String uid, long generation) {}
