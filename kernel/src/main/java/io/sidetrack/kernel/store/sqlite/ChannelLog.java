package io.sidetrack.kernel.store.sqlite;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import io.sidetrack.kernel.store.ChannelStore.ChannelInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel as the writer has it: what was appended gathers here and becomes rows when the group is flushed, and visible to
 * others when the group is durable. Writer thread only.
 */
final class ChannelLog {
    private final Sql sql;
    private final int id;
    private final String name;
    private final IdentityWindow window;
    private final ChannelTail tail;
    private final List<EncodedEvent> pending = new ArrayList<>();
    private int flushed;
    private long retentionMillis;
    private long maxEvents;
    private long first;
    private long last;
    private long bytes;
    private long lastMillis;
    private boolean trimmed;

    ChannelLog(Sql sql, ResultSet row, int windowBound, long tailBytes) throws SQLException {
        this.sql = sql;
        this.id = row.getInt("id");
        this.name = row.getString("name");
        this.retentionMillis = row.getLong("retention_millis");
        this.maxEvents = row.getLong("max_events");
        this.first = row.getLong("first");
        this.last = row.getLong("last");
        this.bytes = row.getLong("bytes");
        this.lastMillis = row.getLong("last_millis");
        this.window = new IdentityWindow(windowBound, Math.max(first, last + 1 - windowBound));
        this.tail = new ChannelTail(id, tailBytes, info());
    }

    int id() {
        return id;
    }

    String name() {
        return name;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    long retentionMillis() {
        return retentionMillis;
    }

    long maxEvents() {
        return maxEvents;
    }

    /** What publishers may not use: a tenth more than they may. */
    long hardLimit() {
        return maxEvents + Math.min(Long.MAX_VALUE - maxEvents, Math.max(1, maxEvents / 10));
    }

    ChannelTail tail() {
        return tail;
    }

    void limits(ChannelSpec spec) {
        retentionMillis = spec.retention().toMillis();
        maxEvents = spec.maxEvents();
    }

    /** Fills the window from the newest rows. */
    void loadWindow() throws SQLException {
        long from = Math.max(first, last + 1 - window.bound());
        sql.all(
                "SELECT first, hashes FROM chunk WHERE channel = ?1 AND last >= ?2 AND first >= coalesce("
                        + "(SELECT max(first) FROM chunk WHERE channel = ?1 AND first <= ?2), 0) ORDER BY first",
                row -> {
                    long position = row.getLong(1);
                    BlobReader hashes = new BlobReader(row.getBytes(2));
                    for (; hashes.hasMore(); position++) {
                        long hash = hashes.fixed();
                        if (position >= from) {
                            window.add(hash);
                        }
                    }
                    return position;
                },
                (long) id,
                from);
    }

    /** How many events are kept. */
    long events() {
        return last - first + 1;
    }

    /** How many events are kept that lie above a watermark. */
    long above(long watermark) {
        return Math.max(0, last - Math.max(first - 1, watermark));
    }

    /** The position under which source and id of the event were appended within the window, -1 for none. */
    long positionOf(EncodedEvent event) throws SQLException {
        if (window.mayContain(event.identity())) {
            for (long position : window.candidates(event.identity())) {
                CloudEvent before = at(position);
                if (before != null && event.isSameAs(before)) {
                    return position;
                }
            }
        }
        return -1;
    }

    /** The event at a position, {@code null} where there is none. */
    @Nullable
    CloudEvent at(long position) throws SQLException {
        long index = position - (last + 1 - pending.size());
        if (index >= 0) {
            return index < pending.size() ? pending.get((int) index).event() : null;
        }
        ChannelEvent recent = tail.at(position);
        if (recent != null) {
            return recent.event();
        }
        List<ChannelEvent> found = new ArrayList<>(1);
        sql.first(
                Chunks.SELECT_FROM + " LIMIT 1",
                row -> {
                    Chunks.read(row, position, 1, found);
                    return true;
                },
                (long) id,
                position);
        return found.isEmpty() || found.get(0).position() != position
                ? null
                : found.get(0).event();
    }

    long append(EncodedEvent event) {
        window.add(event.identity());
        pending.add(event);
        bytes += event.bytes().length;
        return ++last;
    }

    /** Takes back what was appended behind a position, by the present command. */
    void takeBack(long toLast) {
        while (last > toLast) {
            bytes -= pending.remove(pending.size() - 1).bytes().length;
            last--;
        }
        window.takeBack(last + 1);
    }

    /** Everything below a position is removed from the table, {@code freed} bytes of it. */
    void trim(long below, long freed) {
        first = below;
        bytes -= freed;
        trimmed = true;
        window.trim(below);
    }

    void flush(long nowMillis) throws SQLException {
        if (flushed == pending.size() && !trimmed) {
            return;
        }
        if (flushed < pending.size()) {
            lastMillis = Math.max(lastMillis, nowMillis);
            List<EncodedEvent> fresh = pending.subList(flushed, pending.size());
            Chunks.insert(sql, id, last + 1 - fresh.size(), lastMillis, fresh);
            sql.runBatch(Chunks.INSERT);
            flushed = pending.size();
        }
        sql.update(
                "UPDATE channel SET first = ?, last = ?, bytes = ?, last_millis = ? WHERE id = ?",
                first,
                last,
                bytes,
                lastMillis,
                (long) id);
    }

    /** The group is durable: everybody may see it. Answers whether there is anything new. */
    boolean publish() {
        boolean appended = !pending.isEmpty();
        if (appended) {
            List<ChannelEvent> events = new ArrayList<>(pending.size());
            long size = 0;
            long position = last + 1 - pending.size();
            for (EncodedEvent event : pending) {
                events.add(new ChannelEvent(position++, lastMillis, event.event()));
                size += event.bytes().length;
            }
            tail.append(events, size, info());
            pending.clear();
            flushed = 0;
        }
        if (trimmed) {
            trimmed = false;
            tail.trim(info());
        }
        return appended;
    }

    private ChannelInfo info() {
        return new ChannelInfo(name, first, last, last - first + 1, bytes);
    }
}
