package io.sidetrack.kernel.store.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a subscription has done of one channel, and whether that is in the file already. */
final class ChannelProgress {
    private final ChannelLog channel;
    private DoneSet done;
    private boolean reading;
    private boolean changed;

    ChannelProgress(ChannelLog channel, DoneSet done, boolean reading, boolean changed) {
        this.channel = channel;
        this.done = done;
        this.reading = reading;
        this.changed = changed;
    }

    ChannelLog channel() {
        return channel;
    }

    DoneSet done() {
        return done;
    }

    boolean isReading() {
        return reading;
    }

    void add(long position) {
        done.add(position);
        changed = true;
    }

    /** Whether the subscription reads the channel; if it does, what is trimmed counts as done. */
    void reading(boolean now) {
        if (now) {
            done.raise(channel.first() - 1);
        }
        reading = now;
        changed = true;
    }

    /** Of a new generation: as it is, or with nothing done from a position on. Its row is written anew in any case. */
    void rewind(@Nullable Long from) {
        if (from != null) {
            done = new DoneSet(from - 1);
        }
        changed = true;
    }

    void flush(Sql sql, long subscription, long generation) throws SQLException {
        if (changed) {
            changed = false;
            sql.update(
                    "INSERT INTO progress (subscription, generation, channel, reading, watermark, ranges)"
                            + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (subscription, generation, channel) DO UPDATE SET"
                            + " reading = excluded.reading, watermark = excluded.watermark, ranges = excluded.ranges",
                    subscription,
                    generation,
                    (long) channel.id(),
                    reading ? 1L : 0L,
                    done.watermark(),
                    done.encodeRanges());
        }
    }
}
