package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows of the table {@code chunk}: some events each, so that an event costs no row. */
final class Chunks {
    static final int MAX_EVENTS = 256;
    static final int MAX_BYTES = 64 << 10;
    static final String INSERT = "INSERT INTO chunk (channel, first, last, at_millis, bytes, hashes, events)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)";

    /** From the chunk that holds a position, or the next one behind it. */
    static final String SELECT_FROM =
            "SELECT first, at_millis, events FROM chunk WHERE channel = ?1 AND first >= coalesce("
                    + "(SELECT max(first) FROM chunk WHERE channel = ?1 AND first <= ?2), 0) ORDER BY first";

    private Chunks() {}

    /** Adds the batch rows for events of contiguous positions. */
    static void insert(Sql sql, int channel, long firstPosition, long atMillis, List<EncodedEvent> events)
            throws SQLException {
        int from = 0;
        while (from < events.size()) {
            int to = from;
            int bytes = 0;
            while (to < events.size()
                    && to - from < MAX_EVENTS
                    && (to == from || bytes + events.get(to).bytes().length <= MAX_BYTES)) {
                bytes += events.get(to++).bytes().length;
            }
            BlobWriter hashes = new BlobWriter((to - from) * 8);
            BlobWriter content = new BlobWriter(bytes + (to - from) * 4);
            for (EncodedEvent event : events.subList(from, to)) {
                hashes.fixed(event.identity());
                content.bytes(event.bytes());
            }
            sql.batch(
                    INSERT,
                    (long) channel,
                    firstPosition + from,
                    firstPosition + to - 1,
                    atMillis,
                    (long) bytes,
                    hashes.toBytes(),
                    content.toBytes());
            from = to;
        }
    }

    /** Up to {@code limit} events at and behind a position. */
    static List<ChannelEvent> read(Sql sql, int channel, long fromPosition, int limit) throws SQLException {
        List<ChannelEvent> found = new ArrayList<>(Math.min(limit, MAX_EVENTS));
        PreparedStatement statement = sql.statement(SELECT_FROM);
        statement.setLong(1, channel);
        statement.setLong(2, fromPosition);
        try (ResultSet rows = statement.executeQuery()) {
            while (found.size() < limit && rows.next()) {
                read(rows, fromPosition, limit, found);
            }
        }
        return found;
    }

    /** Reads events of the row under the cursor, as it is selected by {@link #SELECT_FROM}, until there are {@code limit}. */
    static void read(ResultSet row, long fromPosition, int limit, List<ChannelEvent> found) throws SQLException {
        long position = row.getLong(1);
        long atMillis = row.getLong(2);
        BlobReader in = new BlobReader(row.getBytes(3));
        for (; in.hasMore() && found.size() < limit; position++) {
            if (position < fromPosition) {
                in.skipBytes();
            } else {
                found.add(new ChannelEvent(position, atMillis, EventCodec.decode(in.bytes())));
            }
        }
    }
}
