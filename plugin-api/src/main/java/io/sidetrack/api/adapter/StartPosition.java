package io.sidetrack.api.adapter;

import java.time.Instant;

/** A place in the partitions of a log that is known by something else than its position. */
public sealed interface StartPosition {

    StartPosition EARLIEST = new Earliest();
    StartPosition LATEST = new Latest();

    /** The first event that the broker still has. */
    record Earliest() implements StartPosition {}

    /** Behind the last event that the broker has now. */
    record Latest() implements StartPosition {}

    /** The first event of each partition that the broker received at {@code time} or later; its end where there is none. */
    record Time(Instant time) implements StartPosition {}
}
