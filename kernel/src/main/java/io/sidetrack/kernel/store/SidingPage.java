package io.sidetrack.kernel.store;

/**
 * What to read of a lane's siding.
 *
 * @param afterSeq the place behind which the page begins, 0 for the head
 * @param limit how many entries at most
 */
public record SidingPage(String lane, long afterSeq, int limit) {}
