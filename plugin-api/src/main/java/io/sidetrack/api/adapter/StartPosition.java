package io.sidetrack.api.adapter;

import java.time.Instant;
import java.util.Map;

/** Where a subscription begins for which the broker knows no progress. A queue ignores it: it begins with what it holds. */
public sealed interface StartPosition {

    StartPosition EARLIEST = new Earliest();
    StartPosition LATEST = new Latest();

    /** At the first event that the broker still has. */
    record Earliest() implements StartPosition {}

    /** Behind the last event that the broker has when the source is opened for the first time. */
    record Latest() implements StartPosition {}

    /** At the first event of each partition that the broker received at {@code time} or later; at its end where there is none. */
    record Time(Instant time) implements StartPosition {}

    /**
     * At these positions, by partition; a partition that is not named begins at its first event. A position that is not there any
     * more stands for the next one that is.
     */
    record Positions(Map<String, Long> positions) implements StartPosition {
        public Positions {
            positions = Map.copyOf(positions);
        }
    }
}
