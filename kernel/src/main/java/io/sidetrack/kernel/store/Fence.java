package io.sidetrack.kernel.store;

/**
 * The right to decide for a subscription, until somebody acquires a newer one.
 *
 * @param epoch grows with each acquisition
 * @param generation grows with each rewind; progress, marks and inbox rows belong to one generation
 */
public record Fence(String subscription, long epoch, long generation) {}
