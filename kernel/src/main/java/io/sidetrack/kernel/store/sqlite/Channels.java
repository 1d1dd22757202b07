package io.sidetrack.kernel.store.sqlite;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.store.ChannelException;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.ChannelStore.Appended;
import io.sidetrack.kernel.store.Outcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The embedded channels as the writer has them. Writer thread only. */
final class Channels {
    private final Sql sql;
    private final SqliteOptions options;
    private final Map<String, ChannelTail> tails;
    private final Map<String, ChannelLog> logs = new TreeMap<>();
    private final Set<ChannelLog> changed = new LinkedHashSet<>();
    private ToLongFunction<ChannelLog> slowest = log -> 0;

    /** @param tails where everybody finds the tails of the channels; thread-safe */
    Channels(Sql sql, SqliteOptions options, Map<String, ChannelTail> tails) throws SQLException {
        this.sql = sql;
        this.options = options;
        this.tails = tails;
        for (String name : sql.all("SELECT name FROM channel ORDER BY id", row -> row.getString(1))) {
            load(name);
        }
    }

    /** @param watermarks the watermark of the slowest subscription of a channel, {@code Long.MAX_VALUE} where nobody reads it */
    void readBy(ToLongFunction<ChannelLog> watermarks) {
        slowest = watermarks;
    }

    @Nullable
    ChannelLog find(String name) {
        return logs.get(name);
    }

    /** Fails with {@link ChannelException} where there is no such channel. */
    ChannelLog get(String name) {
        ChannelLog log = logs.get(name);
        if (log == null) {
            throw unknown(name);
        }
        return log;
    }

    static ChannelException unknown(String name) {
        return new ChannelException(
                ChannelException.Reason.UNKNOWN_CHANNEL,
                "channel '" + name + "' is not known to the store; add it to the channels of the configuration");
    }

    void declare(List<ChannelSpec> specs) throws SQLException {
        for (ChannelSpec spec : specs) {
            sql.update(
                    "INSERT INTO channel (name, retention_millis, max_events, first, last, bytes, last_millis)"
                            + " VALUES (?, ?, ?, 1, 0, 0, 0) ON CONFLICT (name) DO UPDATE"
                            + " SET retention_millis = excluded.retention_millis, max_events = excluded.max_events",
                    spec.name(),
                    spec.retention().toMillis(),
                    spec.maxEvents());
            ChannelLog log = logs.get(spec.name());
            if (log == null) {
                load(spec.name());
            } else {
                log.limits(spec);
            }
        }
    }

    /** Appends a batch whole, or fails with {@link ChannelException} and appends nothing. */
    List<Appended> append(String channel, List<EncodedEvent> batch) throws SQLException {
        ChannelLog log = get(channel);
        long before = log.last();
        List<Appended> answers = new ArrayList<>(batch.size());
        try {
            for (EncodedEvent event : batch) {
                answers.add(append(log, event));
            }
        } catch (ChannelException e) {
            log.takeBack(before);
            throw e;
        }
        changed.add(log);
        return answers;
    }

    /** What every subscription has done takes no room: it is only kept until it is trimmed. */
    private boolean hasRoom(ChannelLog log, long limit) {
        return log.events() < limit || log.above(slowest.applyAsLong(log)) < limit;
    }

    private Appended append(ChannelLog log, EncodedEvent event) throws SQLException {
        long known = log.positionOf(event);
        if (known >= 0) {
            CloudEvent before = log.at(known);
            if (before == null || !Arrays.equals(event.bytes(), EventCodec.encode(before))) {
                throw new ChannelException(
                        ChannelException.Reason.OTHER_CONTENT,
                        "event " + event.event().getId() + " of source "
                                + event.event().getSource() + " was appended to channel '" + log.name()
                                + "' at position " + known + " with other content; give a changed event a new id");
            }
            return new Appended(known, true);
        }
        if (!hasRoom(log, log.maxEvents())) {
            throw new ChannelException(
                    ChannelException.Reason.FULL,
                    "channel '" + log.name() + "' is at its limit of " + log.maxEvents()
                            + " events (max-events) that its slowest subscription has not done; it takes events again when"
                            + " that one has caught up");
        }
        return new Appended(log.append(event), false);
    }

    /** Appends what a command emits, what was appended before left out; or answers a conflict and appends nothing. */
    Outcome.@Nullable Conflict emit(List<PreparedEmission> emits) throws SQLException {
        if (emits.isEmpty()) {
            return null;
        }
        List<ChannelLog> appendedTo = new ArrayList<>(emits.size());
        for (PreparedEmission emit : emits) {
            ChannelLog log = logs.get(emit.channel());
            if (log != null && log.positionOf(emit.event()) >= 0) {
                continue;
            }
            Outcome.Conflict refusal = log == null ? unknownTo(emit.channel()) : refusal(log);
            if (log == null || refusal != null) {
                for (ChannelLog undone : appendedTo) {
                    undone.takeBack(undone.last() - 1);
                }
                return refusal;
            }
            log.append(emit.event());
            appendedTo.add(log);
        }
        changed.addAll(appendedTo);
        return null;
    }

    /** Appends one event, whether or not it was appended before; or answers a conflict. */
    Outcome.@Nullable Conflict redirect(String channel, EncodedEvent event) {
        ChannelLog log = logs.get(channel);
        if (log == null) {
            return unknownTo(channel);
        }
        Outcome.Conflict refusal = refusal(log);
        if (refusal == null) {
            log.append(event);
            changed.add(log);
        }
        return refusal;
    }

    private static Outcome.Conflict unknownTo(String channel) {
        return Conflicts.of(Outcome.Reason.CHANNEL, "channel '" + channel + "' is not known to the store");
    }

    private Outcome.@Nullable Conflict refusal(ChannelLog log) {
        return hasRoom(log, log.hardLimit())
                ? null
                : Conflicts.of(
                        Outcome.Reason.LIMIT,
                        "channel '" + log.name() + "' is at its hard limit of " + log.hardLimit()
                                + " events (a tenth above max-events) that its slowest subscription has not done");
    }

    void changed(ChannelLog log) {
        changed.add(log);
    }

    void flush(long nowMillis) throws SQLException {
        for (ChannelLog log : changed) {
            log.flush(nowMillis);
        }
    }

    /** The group is durable. Answers the channels that have new events. */
    List<ChannelLog> publish() {
        if (changed.isEmpty()) {
            return List.of();
        }
        List<ChannelLog> appended = new ArrayList<>(changed.size());
        for (ChannelLog log : changed) {
            if (log.publish()) {
                appended.add(log);
            }
        }
        changed.clear();
        return appended;
    }

    private void load(String name) throws SQLException {
        ChannelLog log = sql.first(
                "SELECT * FROM channel WHERE name = ?",
                row -> new ChannelLog(sql, row, options.dedupWindow(), options.tailBytes()),
                name);
        if (log == null) {
            throw new SQLException("channel " + name + " was just written and is not there");
        }
        log.loadWindow();
        logs.put(name, log);
        tails.put(name, log.tail());
    }
}
