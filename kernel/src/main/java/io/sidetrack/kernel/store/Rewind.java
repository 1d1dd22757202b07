package io.sidetrack.kernel.store;

import java.util.List;
import java.util.Map;

/**
 * Where a subscription goes back to. Channels that are not named stay where they are.
 *
 * @param positions per embedded channel the first position that is to run again: kept, and not above what is done
 * @param logs remote logs that are to be read from their beginning again
 * @param to as the person said it, for the audit
 */
public record Rewind(Map<String, Long> positions, List<String> logs, KeyedState state, String to) {

    public Rewind {
        positions = Map.copyOf(positions);
        logs = List.copyOf(logs);
    }

    /** What becomes of keyed state, into which the events that run again have been worked before. */
    public enum KeyedState {
        /** There must be none, else the rewind is refused. */
        NONE,
        /** It is removed. */
        CLEAR,
        /** It stays: the events take effect on it once more. */
        KEEP
    }

    /**
     * What a rewind has done.
     *
     * @param superseded how many events on sidings were set aside, because they run anew
     * @param errored how many of them were errored events
     */
    public record Rewound(long generation, long superseded, long errored) {}
}
