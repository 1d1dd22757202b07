package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.AccessStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Tokens and sessions. Thread-safe. */
final class SqliteAccess implements AccessStore {
    private static final long BYTES = 512;

    private final GroupWriter writer;
    private final Readers readers;

    SqliteAccess(GroupWriter writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public Future<Grants> load() {
        return readers.forPeople(sql -> new Grants(
                sql.all(
                        "SELECT name, role, hash, created_by, created_millis, expires_millis FROM token ORDER BY name",
                        row -> new NamedToken(
                                row.getString(1),
                                row.getString(2),
                                Buffer.buffer(row.getBytes(3)),
                                row.getString(4),
                                row.getLong(5),
                                millis(row, 6))),
                sql.all(
                        "SELECT hash, origin, created_millis, expires_millis FROM session ORDER BY created_millis, hash",
                        row -> new BrowserSession(
                                Buffer.buffer(row.getBytes(1)),
                                Buffer.buffer(row.getBytes(2)),
                                row.getLong(3),
                                row.getLong(4)))));
    }

    @Override
    public Future<Boolean> addToken(NamedToken token) {
        return writer.submit(1, BYTES, session -> {
            Tables tables = session.tables();
            return tables.access.addToken(token, tables.nowMillis);
        });
    }

    @Override
    public Future<Boolean> removeToken(String name, String by) {
        return writer.submit(1, BYTES, session -> {
            Tables tables = session.tables();
            return tables.access.removeToken(name, by, tables.nowMillis);
        });
    }

    @Override
    public Future<Void> addSession(BrowserSession added, String by) {
        return writer.submit(1, BYTES, session -> {
                    Tables tables = session.tables();
                    tables.access.addSession(added, by, tables.nowMillis);
                    return true;
                })
                .mapEmpty();
    }

    @Override
    public Future<Boolean> removeSession(Buffer hash, String by) {
        return writer.submit(1, BYTES, session -> {
            Tables tables = session.tables();
            return tables.access.removeSession(hash, by, tables.nowMillis);
        });
    }

    private static @Nullable Long millis(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : (Long) millis;
    }
}
