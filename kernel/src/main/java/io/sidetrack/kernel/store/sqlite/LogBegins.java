package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.LogBegin;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Where subscriptions begin to read remote logs. */
final class LogBegins {
    private LogBegins() {}

    static void put(Sql sql, long subscription, String channel, LogBegin begin) throws SQLException {
        JsonObject positions = new JsonObject();
        begin.positions().forEach(positions::put);
        sql.update(
                "INSERT OR REPLACE INTO log_begin (subscription, channel, generation, place, positions)"
                        + " VALUES (?, ?, ?, ?, ?)",
                subscription,
                channel,
                begin.generation(),
                begin.place(),
                positions.encode());
    }

    static Map<String, LogBegin> of(Sql sql, String subscription) throws SQLException {
        Map<String, LogBegin> begins = new HashMap<>();
        sql.all(
                "SELECT b.channel, b.generation, b.place, b.positions FROM log_begin b"
                        + " JOIN subscription s ON s.id = b.subscription WHERE s.name = ?",
                row -> begins.put(
                        row.getString(1), new LogBegin(row.getLong(2), row.getString(3), positions(row.getString(4)))),
                subscription);
        return begins;
    }

    private static Map<String, Long> positions(String json) {
        JsonObject object = new JsonObject(json);
        Map<String, Long> positions = new HashMap<>();
        object.fieldNames().forEach(partition -> positions.put(partition, object.getLong(partition)));
        return positions;
    }
}
