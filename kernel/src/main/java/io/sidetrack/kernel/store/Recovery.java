package io.sidetrack.kernel.store;

import java.util.Map;

/**
 * What a shard starts from.
 *
 * @param progress per embedded channel what is done
 * @param laneHashes {@link LaneHash} of every lane that has a siding, in no order
 * @param hasState whether the subscription keeps any keyed state; if not, none need be read
 * @param highestMarks per {@code channel + '/' + partition} the highest position that any mark of it holds; a delivery above it
 *     is marked nowhere
 * @param parked how many entries the subscription's sidings hold together
 * @param paused whether intake is paused
 */
public record Recovery(
        Map<String, Progress> progress,
        long[] laneHashes,
        boolean hasState,
        Map<String, Long> highestMarks,
        long parked,
        boolean paused) {}
