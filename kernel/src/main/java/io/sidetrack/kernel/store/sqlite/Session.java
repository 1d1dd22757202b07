package io.sidetrack.kernel.store.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** One opening of the file: its connections, and what the writer knows from it. After a failure it is thrown away whole. */
final class Session implements AutoCloseable {
    private static final long QUICK_CHECK_BYTES = 256L << 20;
    private static final int PROBE_BYTES = 1 << 20;

    private final Connection writer;
    private final HikariDataSource readers;
    private final Jdbi jdbi;
    private final Tables tables;
    private final CommandCall commands;
    private final Map<String, ChannelTail> tails;

    private Session(Connection writer, HikariDataSource readers, Tables tables, Map<String, ChannelTail> tails) {
        this.writer = writer;
        this.readers = readers;
        this.jdbi = Jdbi.create(readers);
        this.tables = tables;
        this.commands = new CommandCall(tables);
        this.tails = tails;
    }

    static Session open(SqliteFile file, SqliteOptions options) throws SQLException {
        Connection writer = file.openWriter();
        HikariDataSource readers = null;
        try {
            readers = file.openReaders();
            Map<String, ChannelTail> tails = new ConcurrentHashMap<>();
            return new Session(writer, readers, new Tables(new Sql(writer), options, tails), tails);
        } catch (SQLException | RuntimeException e) {
            SqliteFile.close(readers);
            SqliteFile.close(writer);
            throw e;
        }
    }

    Tables tables() {
        return tables;
    }

    CommandCall commands() {
        return commands;
    }

    Jdbi jdbi() {
        return jdbi;
    }

    /** The tail of a channel, {@code null} where there is no such channel. */
    @Nullable
    ChannelTail tail(String channel) {
        return tails.get(channel);
    }

    void commit() throws SQLException {
        writer.commit();
    }

    /**
     * Proves that storage works before anything is accepted: the file is sound, where that is quickly found out or in doubt; there
     * is room; and every fence of before is refused, for what was under way under it is not known.
     */
    void prove(boolean afterFailure, @Nullable Throwable failure) throws SQLException {
        if (afterFailure && (StorageFailures.isCorruption(failure) || bytes() < QUICK_CHECK_BYTES)) {
            checkIntegrity();
        }
        tables.subscriptions.fenceAll();
        tables.flush();
        tables.sql.update("INSERT INTO probe (bytes) VALUES (zeroblob(?))", afterFailure ? (long) PROBE_BYTES : 1L);
        writer.commit();
        tables.sql.update("DELETE FROM probe");
        writer.commit();
    }

    private long bytes() throws SQLException {
        return tables.sql.number("PRAGMA page_count") * tables.sql.number("PRAGMA page_size");
    }

    private void checkIntegrity() throws SQLException {
        try (Statement statement = writer.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String found = rows.next() ? rows.getString(1) : "nothing";
            if (!"ok".equals(found)) {
                throw new SQLException("the integrity check says: " + found + "; restore the file from a copy");
            }
        }
    }

    @Override
    public void close() {
        SqliteFile.close(readers);
        SqliteFile.close(writer);
    }
}
