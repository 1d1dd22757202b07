package io.sidetrack.kernel.store.sqlite;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.Status;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;

/** What a discard of a whole siding takes along, and what the audit says of it. Writer thread only. */
final class DiscardedSiding {
    private final Tables tables;

    DiscardedSiding(Tables tables) {
        this.tables = tables;
    }

    static JsonObject describe(Received received) {
        JsonObject detail = new JsonObject()
                .put("channel", received.channel())
                .put("partition", received.partition())
                .put("position", received.position());
        CloudEvent event = received.event();
        return event == null
                ? detail
                : detail.put("source", event.getSource().toString()).put("id", event.getId());
    }

    /** The numbers, and the first and the last event. */
    JsonObject describe(Siding siding, ErroredRow head) throws SQLException {
        Received first = tables.errored.current(head);
        Received last = tables.sql.first(
                "SELECT received, errored FROM entry WHERE siding = ? ORDER BY seq DESC LIMIT 1",
                row -> {
                    byte[] parked = row.getBytes(1);
                    ErroredRow errored = parked == null ? tables.errored.find(row.getLong(2)) : null;
                    return errored == null
                            ? parked == null ? first : ReceivedCodec.decode(parked)
                            : tables.errored.current(errored);
                },
                siding.id);
        return new JsonObject()
                .put("discarded", siding.entries)
                .put("first", describe(first))
                .put("last", describe(last == null ? first : last));
    }

    /** Settles the errored events behind the head. */
    void behind(SubscriptionLedger subscription, Siding siding, ErroredRow head, Command.Decide decide)
            throws SQLException {
        for (long num : tables.sql.all(
                "SELECT errored FROM entry WHERE siding = ? AND errored IS NOT NULL AND errored <> ?",
                row -> row.getLong(1),
                siding.id,
                head.num)) {
            ErroredRow row = tables.errored.find(num);
            if (row == null) {
                throw new SQLException("errored event number " + num + " is on a siding and is not there");
            }
            Status before = row.status;
            row.leave(Status.DISCARDED);
            row.version++;
            tables.errored.update(subscription, row, before, tables.nowMillis);
            tables.errored.addResolution(row, "discard", decide.by(), decide.note(), tables.nowMillis);
            tables.errored.concludeResolution(row, "succeeded", tables.nowMillis);
        }
    }
}
