package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.AuditStore;
import io.sidetrack.kernel.store.ErrorStore.Page;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit. Thread-safe. */
final class SqliteAudit implements AuditStore {
    private final GroupWriter writer;
    private final Readers readers;

    SqliteAudit(GroupWriter writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public Future<Void> record(String by, String action, String target, JsonObject detail) {
        JsonObject copy = detail.copy();
        return writer.submit(1, 256, session -> {
                    Tables tables = session.tables();
                    tables.audit.record(by, action, target, copy, tables.nowMillis);
                    return true;
                })
                .mapEmpty();
    }

    @Override
    public Future<Page<Entry>> list(@Nullable String cursor, int limit) {
        return readers.forPeople(sql -> {
            List<Entry> found = sql.all(
                    "SELECT seq, at_millis, by_whom, action, target, detail FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?",
                    row -> new Entry(
                            row.getLong(1),
                            row.getLong(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            new JsonObject(row.getString(6))),
                    Cursors.number(cursor, Long.MAX_VALUE),
                    limit + 1L);
            return Cursors.page(found, limit, Entry::seq);
        });
    }
}
