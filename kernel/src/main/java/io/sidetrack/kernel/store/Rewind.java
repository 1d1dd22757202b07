package io.sidetrack.kernel.store;

import java.util.Map;
import java.util.Set;

/**
 * Where a subscription goes back to. Channels that are not named stay where they are.
 *
 * @param positions per embedded channel the first position that is to run again: kept, and not above what is done
 * @param logs remote logs that go back
 * @param to as the person said it, for the audit
 */
public record Rewind(Map<String, Long> positions, Map<String, Log> logs, KeyedState state, String to) {

    public Rewind {
        positions = Map.copyOf(positions);
        logs = Map.copyOf(logs);
    }

    /** Whether an event is at or behind the target in its channel. */
    public boolean comesAgain(Received received) {
        Long position = positions.get(received.channel());
        Log log = logs.get(received.channel());
        if (log != null && log.back().contains(received.partition())) {
            position = log.begin().get(received.partition());
        }
        return position != null && received.position() >= position;
    }

    /**
     * A remote log that goes back.
     *
     * @param place see {@link LogBegin#place}
     * @param begin by partition the position of the first event to run from now on
     * @param back the partitions that go back: what is marked as settled in them runs again
     */
    public record Log(String place, Map<String, Long> begin, Set<String> back) {
        public Log {
            begin = Map.copyOf(begin);
            back = Set.copyOf(back);
        }
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
