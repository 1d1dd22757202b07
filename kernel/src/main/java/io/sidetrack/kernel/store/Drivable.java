package io.sidetrack.kernel.store;

import java.util.List;

/**
 * A page of lanes that must be driven.
 *
 * @param lastSidingId where the next page begins, the given one where the page is empty
 * @param nextDueMillis when the next {@code retrying} errored event will be due, {@code Long.MAX_VALUE} where none waits
 */
public record Drivable(List<String> lanes, long lastSidingId, long nextDueMillis) {}
