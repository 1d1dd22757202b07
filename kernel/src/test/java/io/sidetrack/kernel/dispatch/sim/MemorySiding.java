package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.SidingEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One siding in memory: entries in their order, the head first. */
final class MemorySiding {
    final long id;
    final String lane;
    final long createdMillis;
    final List<Entry> entries = new ArrayList<>();

    MemorySiding(long id, String lane, long createdMillis) {
        this.id = id;
        this.lane = lane;
        this.createdMillis = createdMillis;
    }

    /** What stands at one place. */
    static final class Entry {
        final long seq;
        private final Received parked;

        @Nullable
        MemoryErrored errored;

        Entry(long seq, Received parked) {
            this.seq = seq;
            this.parked = parked;
        }

        Received received() {
            return errored == null ? parked : errored.current;
        }

        SidingEntry view() {
            return new SidingEntry(seq, received(), errored == null ? null : errored.state());
        }
    }
}
