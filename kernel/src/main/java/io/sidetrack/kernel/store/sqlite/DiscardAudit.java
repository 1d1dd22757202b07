package io.sidetrack.kernel.store.sqlite;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.store.Received;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;

/** What the audit says of an event that was discarded, or of a whole siding. Writer thread only. */
final class DiscardAudit {
    private final Tables tables;

    DiscardAudit(Tables tables) {
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
}
