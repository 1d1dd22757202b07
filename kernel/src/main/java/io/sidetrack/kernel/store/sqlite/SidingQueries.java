package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Drivable;
import io.sidetrack.kernel.store.ErrorStore.SidingSummary;
import io.sidetrack.kernel.store.LaneHash;
import io.sidetrack.kernel.store.SidingEntry;
import io.sidetrack.kernel.store.SidingPage;
import io.sidetrack.kernel.store.SidingView;
import io.sidetrack.kernel.store.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions about sidings, in the transaction of one read. */
final class SidingQueries {
    private final Sql sql;

    SidingQueries(Sql sql) {
        this.sql = sql;
    }

    /** A view for each page, in their order. */
    List<SidingView> sidings(String subscription, List<SidingPage> pages) throws SQLException {
        long id = sql.number("SELECT id FROM subscription WHERE name = ?", subscription);
        List<SidingView> views = new ArrayList<>(pages.size());
        for (SidingPage page : pages) {
            views.add(siding(id, page));
        }
        return views;
    }

    private SidingView siding(long subscription, SidingPage page) throws SQLException {
        Counted siding = sql.first(
                "SELECT id, entries FROM siding WHERE subscription = ? AND lane_hash = ? AND lane = ?",
                row -> new Counted(row.getLong(1), row.getLong(2)),
                subscription,
                LaneHash.of(page.lane()),
                KeyBytes.of(page.lane()));
        return siding == null
                ? new SidingView(0, page.lane(), 0, List.of())
                : new SidingView(
                        siding.id(),
                        page.lane(),
                        siding.entries(),
                        entries(siding.id(), page.afterSeq(), page.limit()));
    }

    boolean exists(long sidingId) throws SQLException {
        return sql.number("SELECT EXISTS (SELECT 1 FROM siding WHERE id = ?)", sidingId) > 0;
    }

    List<SidingEntry> entries(long sidingId, long afterSeq, int limit) throws SQLException {
        return sql.all(
                "SELECT e.seq, e.received, " + ErroredQueries.STATE_COLUMNS
                        + " FROM entry e LEFT JOIN errored r ON r.num = e.errored " + ErroredQueries.STATE_JOINS
                        + " WHERE e.siding = ? AND e.seq > ? ORDER BY e.seq LIMIT ?",
                row -> {
                    long seq = row.getLong(1);
                    byte[] parked = row.getBytes(2);
                    return parked != null
                            ? new SidingEntry(seq, ReceivedCodec.decode(parked), null)
                            : new SidingEntry(seq, ErroredQueries.received(row), ErroredQueries.state(row));
                },
                sidingId,
                afterSeq,
                (long) limit);
    }

    Drivable drivable(String subscription, long wallMillis, long afterSidingId, int limit) throws SQLException {
        long id = sql.number("SELECT id FROM subscription WHERE name = ?", subscription);
        List<Driven> found = new ArrayList<>(sql.all(
                "SELECT id, lane FROM siding WHERE subscription = ? AND due = 0 AND id > ? ORDER BY id LIMIT ?",
                Driven::read,
                id,
                afterSidingId,
                (long) limit));
        found.addAll(sql.all(
                "SELECT id, lane FROM siding WHERE subscription = ? AND due > 0 AND due <= ? AND id > ?"
                        + " ORDER BY id LIMIT ?",
                Driven::read,
                id,
                wallMillis,
                afterSidingId,
                (long) limit));
        found.sort(Comparator.comparingLong(Driven::siding));
        List<Driven> page = found.subList(0, Math.min(limit, found.size()));
        Long next = sql.first(
                "SELECT due FROM siding WHERE subscription = ? AND due > 0 AND due > ? ORDER BY due LIMIT 1",
                row -> row.getLong(1),
                id,
                wallMillis);
        return new Drivable(
                page.stream().map(Driven::lane).toList(),
                page.isEmpty() ? afterSidingId : page.get(page.size() - 1).siding(),
                next == null ? Long.MAX_VALUE : next);
    }

    List<SidingSummary> summaries(@Nullable String subscription, long afterId, int limit) throws SQLException {
        return sql.all(
                "SELECT s.id, u.name, s.lane, s.key, s.entries, s.created_millis, h.id AS head, h.status FROM siding s"
                        + " JOIN subscription u ON u.id = s.subscription AND u." + Forgotten.NOT_FORGOTTEN
                        + " LEFT JOIN errored h"
                        + " ON h.num = (SELECT errored FROM entry WHERE siding = s.id ORDER BY seq LIMIT 1)"
                        + " WHERE s.id > ?1 AND (?2 IS NULL OR u.name = ?2) ORDER BY s.id LIMIT ?3",
                SidingQueries::summary,
                afterId,
                subscription,
                (long) limit);
    }

    private static SidingSummary summary(ResultSet row) throws SQLException {
        byte[] key = row.getBytes("key");
        String status = row.getString("status");
        return new SidingSummary(
                row.getLong("id"),
                row.getString("name"),
                KeyBytes.text(row.getBytes("lane")),
                key == null ? null : KeyBytes.text(key),
                row.getLong("entries"),
                row.getLong("created_millis"),
                row.getString("head"),
                status == null ? null : Status.of(status));
    }

    private record Counted(long id, long entries) {}

    private record Driven(long siding, String lane) {
        static Driven read(ResultSet row) throws SQLException {
            return new Driven(row.getLong(1), KeyBytes.text(row.getBytes(2)));
        }
    }
}
