package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.AnswerStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Answers that were given. Thread-safe. */
final class SqliteAnswers implements AnswerStore {
    private final GroupWriter writer;
    private final Readers readers;

    SqliteAnswers(GroupWriter writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public Future<Optional<Answer>> find(Buffer key, long sinceMillis) {
        return readers.forPeople(sql -> Optional.ofNullable(sql.first(
                "SELECT digest, status, headers, body, at_millis FROM answer WHERE key = ? AND at_millis >= ?",
                row -> new Answer(
                        key,
                        Buffer.buffer(row.getBytes(1)),
                        row.getInt(2),
                        new JsonObject(row.getString(3)),
                        Buffer.buffer(row.getBytes(4)),
                        row.getLong(5)),
                key.getBytes(),
                sinceMillis)));
    }

    @Override
    public Future<Void> keep(Answer answer, long sinceMillis) {
        return writer.submit(1, 512L + answer.body().length(), session -> {
                    Sql sql = session.tables().sql;
                    sql.update("DELETE FROM answer WHERE at_millis < ?", sinceMillis);
                    sql.update(
                            "INSERT INTO answer (key, digest, status, headers, body, at_millis) VALUES (?, ?, ?, ?, ?, ?)"
                                    + " ON CONFLICT (key) DO NOTHING",
                            answer.key().getBytes(),
                            answer.digest().getBytes(),
                            answer.status(),
                            answer.headers().encode(),
                            answer.body().getBytes(),
                            answer.atMillis());
                    return true;
                })
                .mapEmpty();
    }
}
