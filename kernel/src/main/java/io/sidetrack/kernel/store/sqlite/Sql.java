package io.sidetrack.kernel.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection with its prepared statements, each made once. What was put off runs before anything else does, but for what is
 * asked beside it. Not thread-safe.
 */
final class Sql implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final EnumSet<Later> waiting = EnumSet.noneOf(Later.class);
    private long turn;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Changes rows; answers how many. */
    int update(String text, @Nullable Object... values) throws SQLException {
        runLater();
        return bound(text, values).executeUpdate();
    }

    /** Adds to the statement's batch. */
    void batch(String text, @Nullable Object... values) throws SQLException {
        bound(text, values).addBatch();
    }

    void runBatch(String text) throws SQLException {
        runLater();
        statement(text).executeBatch();
    }

    /** Puts a change off. */
    void later(Later change, @Nullable Object... values) throws SQLException {
        batch(change.text, values);
        waiting.add(change);
    }

    /** Runs what was put off. */
    void runLater() throws SQLException {
        if (!waiting.isEmpty()) {
            for (Later change : waiting) {
                statement(change.text).executeBatch();
            }
            waiting.clear();
            turn++;
        }
    }

    /** Rises when what was put off has run. */
    long turn() {
        return turn;
    }

    <T> @Nullable T first(String text, Row<T> reader, @Nullable Object... values) throws SQLException {
        runLater();
        return firstBeside(text, reader, values);
    }

    /** The same where it cannot see what was put off. */
    <T> @Nullable T firstBeside(String text, Row<T> reader, @Nullable Object... values) throws SQLException {
        try (ResultSet rows = bound(text, values).executeQuery()) {
            return rows.next() ? reader.read(rows) : null;
        }
    }

    <T> List<T> all(String text, Row<T> reader, @Nullable Object... values) throws SQLException {
        runLater();
        return allBeside(text, reader, values);
    }

    /** The same where it cannot see what was put off. */
    <T> List<T> allBeside(String text, Row<T> reader, @Nullable Object... values) throws SQLException {
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
        Long number = first(text, row -> row.getLong(1), values);
        return number == null ? 0 : number;
    }

    /** The same where it cannot see what was put off. */
    long numberBeside(String text, @Nullable Object... values) throws SQLException {
        Long number = firstBeside(text, row -> row.getLong(1), values);
        return number == null ? 0 : number;
    }

    /** Runs a statement to its end that answers nothing, however many steps it takes. */
    void run(String text) throws SQLException {
        runLater();
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
