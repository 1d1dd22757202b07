package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A siding as the writer has it; {@link Sidings} keeps it. */
final class Siding {
    final SubscriptionLedger subscription;
    final long id;
    final String lane;

    /** The next entries from the head on, as far as they were read; empty where they are not known. */
    final Deque<Place> heads = new ArrayDeque<>();

    /** The turn of what is put off in which its last entry was appended. */
    long appended = -1;

    /** Everything up to this place has left, though its rows may be there until the group is flushed. */
    long settled;

    long entries;

    /** As the column: {@code null} waits for a person, 0 is to be driven now, else when. */
    @Nullable
    Long due;

    /** As the row has it. */
    @Nullable
    Long dueInFile;

    /** What its row begins with, until it is in the file. */
    @Nullable
    Opening opening;

    /** Whether {@link #due} must be found out again before it is written. */
    boolean dueUnknown;

    Siding(SubscriptionLedger subscription, long id, String lane, long entries) {
        this.subscription = subscription;
        this.id = id;
        this.lane = lane;
        this.entries = entries;
    }

    static @Nullable Long due(Status status, long dueMillis) {
        return switch (status) {
            case HANDLING, OUTAGE, DECIDED, RUNNING, MOVING -> 0L;
            case RETRYING -> Math.max(1, dueMillis);
            default -> null;
        };
    }

    /** @param errored the number of its errored event, 0 while it is merely parked */
    record Place(long seq, long errored) {}

    /** @param millis when it was opened */
    record Opening(byte @Nullable [] key, long millis) {}
}
