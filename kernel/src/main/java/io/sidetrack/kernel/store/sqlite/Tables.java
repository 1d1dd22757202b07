package io.sidetrack.kernel.store.sqlite;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Everything the writer changes, as it is in the file after the group that is being applied. Made anew from the file at each
 * opening, thrown away after a storage failure. Writer thread only.
 */
final class Tables {
    final Sql sql;
    final Numbers numbers;
    final Channels channels;
    final Subscriptions subscriptions;
    final States states;
    final Receipts receipts;
    final Sidings sidings;
    final ErroredTable errored;
    final AuditLog audit;
    final AccessTables access;
    final DiscardedSidings discarded;

    /** The time of the group. */
    long nowMillis;

    Tables(Sql sql, SqliteOptions options, Map<String, ChannelTail> tails) throws SQLException {
        this.sql = sql;
        this.numbers = new Numbers(sql);
        this.channels = new Channels(sql, options, tails);
        this.subscriptions = new Subscriptions(sql, channels);
        channels.readBy(subscriptions::slowest);
        this.states = new States(sql);
        this.receipts = new Receipts(sql);
        this.sidings = new Sidings(sql, numbers);
        this.errored = new ErroredTable(sql);
        this.audit = new AuditLog(sql);
        this.access = new AccessTables(sql, audit);
        this.discarded = new DiscardedSidings(this);
        this.nowMillis = options.wallMillis().getAsLong();
    }

    /** Writes what has gathered in memory. */
    void flush() throws SQLException {
        sql.runLater();
        channels.flush(nowMillis);
        states.flush();
        receipts.flush();
        sidings.flush();
        subscriptions.flush();
        numbers.flush();
    }

    /** The group is durable. Answers the channels that have new events. */
    List<ChannelLog> publish() {
        return channels.publish();
    }
}
