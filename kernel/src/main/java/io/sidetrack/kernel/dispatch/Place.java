package io.sidetrack.kernel.dispatch;

/**
 * Where an event stands: in a channel, or on a siding.
 *
 * @param seq its place on a siding, 0 for a delivery; then channel, partition and position tell
 */
public record Place(String channel, String partition, long position, long seq) {}
