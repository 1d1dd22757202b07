package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.StateWrite;
import io.vertx.core.buffer.Buffer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes of keyed state: the last one of a key within a group is written, once. Writer thread only. */
final class States {
    private static final String PUT = "INSERT INTO keyed_state (subscription, key, state) VALUES (?, ?, ?)"
            + " ON CONFLICT (subscription, key) DO UPDATE SET state = excluded.state";
    private static final String REMOVE = "DELETE FROM keyed_state WHERE subscription = ? AND key = ?";

    private final Sql sql;
    private final Map<Place, StateWrite> pending = new HashMap<>();

    States(Sql sql) {
        this.sql = sql;
    }

    void write(SubscriptionLedger subscription, @Nullable StateWrite state) {
        if (state != null) {
            pending.put(new Place(subscription.id, state.key()), state);
        }
    }

    void flush() throws SQLException {
        if (pending.isEmpty()) {
            return;
        }
        boolean puts = false;
        boolean removes = false;
        for (Map.Entry<Place, StateWrite> each : pending.entrySet()) {
            byte[] key = KeyBytes.of(each.getKey().key());
            Buffer state = each.getValue().state();
            if (state == null) {
                removes = true;
                sql.batch(REMOVE, each.getKey().subscription(), key);
            } else {
                puts = true;
                sql.batch(PUT, each.getKey().subscription(), key, state.getBytes());
            }
        }
        if (puts) {
            sql.runBatch(PUT);
        }
        if (removes) {
            sql.runBatch(REMOVE);
        }
        pending.clear();
    }

    private record Place(long subscription, String key) {}
}
