package io.sidetrack.api.adapter;

/**
 * A partition (or queue) while it is ours.
 *
 * @param partition its name, unique within the channel; a queue has one, its address
 * @param epoch grows with every assignment of the partition and every reconnect, so that what was received under an older one
 *     can be told apart and is never settled under a newer one
 */
public record Assignment(String partition, long epoch) {}
