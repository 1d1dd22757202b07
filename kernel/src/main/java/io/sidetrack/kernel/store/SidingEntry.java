package io.sidetrack.kernel.store;

import org.jspecify.annotations.Nullable;

/**
 * An entry of a siding.
 *
 * @param seq its place: ascending in the order of the siding, unique in the store
 * @param received the event in its current revision
 * @param errored its errored event, or {@code null} while it is merely parked
 */
public record SidingEntry(
        long seq, Received received, @Nullable ErroredState errored) {}
