package io.sidetrack.bench.embedded;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventData;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A batched insert into a bare SQLite table, as durable as the store: publishers take turns, each batch is one transaction. */
final class BareInsert implements Contender {
    private final Connection connection;
    private final PreparedStatement insert;

    BareInsert(Path folder) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bare.db"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA wal_autocheckpoint = 4000");
            statement.execute("CREATE TABLE event (position INTEGER PRIMARY KEY, id TEXT, key TEXT, data BLOB)");
        }
        connection.setAutoCommit(false);
        insert = connection.prepareStatement("INSERT INTO event (id, key, data) VALUES (?, ?, ?)");
    }

    @Override
    public Publisher publisher() {
        return this::insert;
    }

    private synchronized void insert(List<CloudEvent> batch) throws SQLException {
        for (CloudEvent event : batch) {
            insert.setString(1, event.getId());
            insert.setString(2, String.valueOf(event.getExtension("partitionkey")));
            insert.setBytes(3, EventData.bytes(event));
            insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
