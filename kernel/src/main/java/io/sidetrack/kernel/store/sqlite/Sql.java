package io.sidetrack.kernel.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection with its prepared statements, each made once. Not thread-safe. */
final class Sql implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Changes rows; answers how many. */
    int update(String text, @Nullable Object... values) throws SQLException {
        return bound(text, values).executeUpdate();
    }

    /** Adds to the statement's batch. */
    void batch(String text, @Nullable Object... values) throws SQLException {
        bound(text, values).addBatch();
    }

    void runBatch(String text) throws SQLException {
        statement(text).executeBatch();
    }

    <T> @Nullable T first(String text, Row<T> reader, @Nullable Object... values) throws SQLException {
        try (ResultSet rows = bound(text, values).executeQuery()) {
            return rows.next() ? reader.read(rows) : null;
        }
    }

    <T> List<T> all(String text, Row<T> reader, @Nullable Object... values) throws SQLException {
        try (ResultSet rows = bound(text, values).executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(reader.read(rows));
            }
            return found;
        }
    }

    /** A number, 0 where there is no row. */
    long number(String text, @Nullable Object... values) throws SQLException {
        try (ResultSet rows = bound(text, values).executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Runs a statement to its end that answers nothing, however many steps it takes. */
    void run(String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(text);
        }
    }

    /** Ends the transaction of a connection that only reads. */
    void rollback() throws SQLException {
        connection.rollback();
    }

    void closeConnection() throws SQLException {
        connection.close();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }

    PreparedStatement statement(String text) throws SQLException {
        PreparedStatement statement = statements.get(text);
        if (statement == null) {
            statement = connection.prepareStatement(text);
            statements.put(text, statement);
        }
        return statement;
    }

    private PreparedStatement bound(String text, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statement(text);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else if (value instanceof Long number) {
                statement.setLong(i + 1, number);
            } else {
                statement.setObject(i + 1, value);
            }
        }
        return statement;
    }

    /** Reads the row under the cursor. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
