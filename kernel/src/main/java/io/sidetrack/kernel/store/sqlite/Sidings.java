package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.LaneHash;
import io.sidetrack.kernel.store.Status;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sidings and their entries as the writer changes them. Entries are rows at once; what settles at the head, and rows, counts and
 * due times of sidings gather until the group is flushed. Keeps the sidings used lately in memory, and which lanes have none. Writer thread only.
 */
final class Sidings {
    private static final int KEPT = 65_536;
    private static final int HEADS = 64;
    private static final String INSERT = "INSERT INTO siding (id, subscription, lane_hash, lane, key, entries,"
            + " created_millis, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "UPDATE siding SET entries = ?, due = ? WHERE id = ?";
    private static final String COUNT = "UPDATE siding SET entries = ? WHERE id = ?";
    private static final String LEAVE = "DELETE FROM entry WHERE siding = ? AND seq <= ?";

    private final Sql sql;
    private final Numbers numbers;
    private final Map<Place, Kept> kept = new LinkedHashMap<>(1024, 0.75f, true);
    private final Set<Siding> changed = new LinkedHashSet<>();
    private final Set<Siding> settled = new LinkedHashSet<>();
    private final Set<String> batched = new HashSet<>();

    Sidings(Sql sql, Numbers numbers) {
        this.sql = sql;
        this.numbers = numbers;
    }

    /** The siding of a lane, {@code null} where it has none. */
    @Nullable
    Siding find(SubscriptionLedger subscription, String lane) throws SQLException {
        Place place = new Place(subscription.id, lane);
        Kept known = kept.get(place);
        if (known == null) {
            // a siding that was closed in this group is kept as none
            known = new Kept(sql.firstBeside(
                    "SELECT id, entries, due FROM siding WHERE subscription = ? AND lane_hash = ? AND lane = ?",
                    row -> {
                        Siding siding = new Siding(subscription, row.getLong(1), lane, row.getLong(2));
                        long due = row.getLong(3);
                        siding.due = row.wasNull() ? null : due;
                        siding.dueInFile = siding.due;
                        return siding;
                    },
                    subscription.id,
                    LaneHash.of(lane),
                    KeyBytes.of(lane)));
            kept.put(place, known);
        }
        return known.siding();
    }

    /** Makes the siding of a lane that has none, empty. */
    Siding open(SubscriptionLedger subscription, String lane, byte @Nullable [] key, long nowMillis) {
        Siding siding = new Siding(subscription, numbers.nextSiding(), lane, 0);
        siding.opening = new Siding.Opening(key, nowMillis);
        subscription.counted(1, 0);
        kept.put(new Place(subscription.id, lane), new Kept(siding));
        changed(siding);
        return siding;
    }

    /** Adds an entry at the tail: parked with what was received, or errored. Answers its place. */
    long append(Siding siding, long errored, byte @Nullable [] received) throws SQLException {
        long seq = numbers.nextEntry();
        sql.later(Later.INSERT_ENTRY, seq, siding.id, errored == 0 ? null : errored, received);
        siding.appended = sql.turn();
        if (siding.entries++ == 0) {
            siding.heads.add(new Siding.Place(seq, errored));
        }
        siding.subscription.counted(0, 1);
        changed(siding);
        return seq;
    }

    /** The entry at the head. */
    Siding.@Nullable Place head(Siding siding) throws SQLException {
        if (siding.heads.isEmpty() && siding.entries > 0) {
            if (siding.appended == sql.turn()) {
                sql.runLater();
            }
            siding.heads.addAll(sql.allBeside(
                    "SELECT seq, errored FROM entry WHERE siding = ? AND seq > ? ORDER BY seq LIMIT " + HEADS,
                    row -> new Siding.Place(row.getLong(1), row.getLong(2)),
                    siding.id,
                    siding.settled));
        }
        return siding.heads.peek();
    }

    byte @Nullable [] received(long seq) throws SQLException {
        return sql.first("SELECT received FROM entry WHERE seq = ?", row -> row.getBytes(1), seq);
    }

    /** The head, merely parked until now, has become an errored event. */
    void errored(Siding siding, long seq, long errored) throws SQLException {
        sql.update("UPDATE entry SET errored = ?, received = NULL WHERE seq = ?", errored, seq);
        siding.heads.poll();
        siding.heads.addFirst(new Siding.Place(seq, errored));
    }

    /** The head has this status now. */
    void headIs(Siding siding, Status status, long dueMillis) {
        siding.due = Siding.due(status, dueMillis);
        siding.dueUnknown = false;
        changed(siding);
    }

    /** Something on the siding has changed: whether it is to be driven must be found out. */
    void look(Siding siding) {
        siding.dueUnknown = true;
        changed(siding);
    }

    /** The head leaves; its row goes with those of the heads before it. As {@link #remove}. */
    boolean settle(Siding siding) throws SQLException {
        siding.settled = siding.heads.remove().seq();
        settled.add(siding);
        return left(siding);
    }

    /** Takes an entry away, wherever it stands; with the last one the siding is closed. Answers whether it was. */
    boolean remove(Siding siding, long seq) throws SQLException {
        sql.update("DELETE FROM entry WHERE seq = ?", seq);
        siding.heads.removeIf(place -> place.seq() == seq);
        return left(siding);
    }

    private boolean left(Siding siding) throws SQLException {
        siding.entries--;
        siding.subscription.counted(0, -1);
        siding.dueUnknown = true;
        changed(siding);
        if (siding.entries == 0) {
            close(siding);
            return true;
        }
        return false;
    }

    /** Closes the siding over its entries, which stand on none from now on. */
    void discard(Siding siding) throws SQLException {
        siding.subscription.counted(0, -siding.entries);
        siding.entries = 0;
        close(siding);
    }

    /** How many entries stand behind one. */
    long behind(Siding siding, long seq) throws SQLException {
        Siding.Place head = head(siding);
        return head != null && head.seq() == seq
                ? siding.entries - 1
                : sql.number("SELECT count(*) FROM entry WHERE siding = ? AND seq > ?", siding.id, seq);
    }

    private void close(Siding siding) throws SQLException {
        if (siding.opening == null) {
            sql.later(Later.CLOSE_SIDING, siding.id);
        }
        siding.subscription.counted(-1, 0);
        siding.heads.clear();
        changed.remove(siding);
        kept.put(new Place(siding.subscription.id, siding.lane), Kept.NONE);
    }

    /** Forgets what is known of a subscription's lanes; everything that has gathered must be in the file. */
    void forget(long subscription) {
        kept.keySet().removeIf(place -> place.subscription() == subscription);
        changed.removeIf(siding -> siding.subscription.id == subscription);
    }

    private void changed(Siding siding) {
        changed.add(siding);
    }

    void flush() throws SQLException {
        for (Siding siding : settled) {
            batched.add(LEAVE);
            sql.batch(LEAVE, siding.id, siding.settled);
        }
        settled.clear();
        for (Siding siding : changed) {
            if (siding.dueUnknown) {
                siding.due = due(siding);
                siding.dueUnknown = false;
            }
            write(siding);
        }
        for (String statement : List.of(LEAVE, INSERT, UPDATE, COUNT)) {
            if (batched.remove(statement)) {
                sql.runBatch(statement);
            }
        }
        changed.clear();
        for (Iterator<Kept> oldest = kept.values().iterator(); kept.size() > KEPT; ) {
            oldest.next();
            oldest.remove();
        }
    }

    /** A row is written once a group, and the indexes of what is to be driven are only touched where that changes. */
    private void write(Siding siding) throws SQLException {
        Siding.Opening opening = siding.opening;
        if (opening != null) {
            batched.add(INSERT);
            sql.batch(
                    INSERT,
                    siding.id,
                    siding.subscription.id,
                    LaneHash.of(siding.lane),
                    KeyBytes.of(siding.lane),
                    opening.key(),
                    siding.entries,
                    opening.millis(),
                    siding.due);
        } else if (Objects.equals(siding.due, siding.dueInFile)) {
            batched.add(COUNT);
            sql.batch(COUNT, siding.entries, siding.id);
        } else {
            batched.add(UPDATE);
            sql.batch(UPDATE, siding.entries, siding.due, siding.id);
        }
        siding.opening = null;
        siding.dueInFile = siding.due;
    }

    private @Nullable Long due(Siding siding) throws SQLException {
        Siding.Place head = head(siding);
        if (head == null || head.errored() == 0) {
            return 0L;
        }
        List<Long> due = sql.all(
                "SELECT status, due_millis FROM errored WHERE num = ?",
                row -> {
                    Long when = Siding.due(Status.of(row.getString(1)), row.getLong(2));
                    return when == null ? -1L : when;
                },
                head.errored());
        if (!due.isEmpty() && due.get(0) == 0) {
            return 0L;
        }
        boolean moves =
                sql.number("SELECT EXISTS (SELECT 1 FROM errored WHERE siding = ? AND status = 'moving')", siding.id)
                        > 0;
        return moves ? (Long) 0L : due.isEmpty() || due.get(0) < 0 ? null : due.get(0);
    }

    private record Place(long subscription, String lane) {}

    /** What is known of a lane; {@code null} for no siding. */
    private record Kept(@Nullable Siding siding) {
        static final Kept NONE = new Kept(null);
    }
}
