package io.sidetrack.kernel.store.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** One opening of the file: its connections, and what the writer knows from it. After a failure it is thrown away whole. */
final class Session implements AutoCloseable {
    private static final long QUICK_CHECK_BYTES = 256L << 20;
    private static final int PROBE_BYTES = 1 << 20;
    private static final long PATIENCE_MILLIS = 5_000;

    private final Connection writer;
    private final BlockingQueue<Sql> engineReaders;
    private final HikariDataSource readers;
    private final Jdbi jdbi;
    private final Tables tables;
    private final CommandCall commands;
    private final Map<String, ChannelTail> tails;
    private int reading;
    private boolean isClosed;

    private Session(
            Connection writer,
            BlockingQueue<Sql> engineReaders,
            HikariDataSource readers,
            Tables tables,
            Map<String, ChannelTail> tails) {
        this.writer = writer;
        this.engineReaders = engineReaders;
        this.readers = readers;
        this.jdbi = Jdbi.create(readers);
        this.tables = tables;
        this.commands = new CommandCall(tables);
        this.tails = tails;
    }

    static Session open(SqliteFile file, SqliteOptions options) throws SQLException {
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            Connection writer = file.openWriter();
            opened.add(writer);
            BlockingQueue<Sql> engineReaders = new ArrayBlockingQueue<>(SqliteFile.READERS);
            for (int i = 0; i < SqliteFile.READERS; i++) {
                Connection reader = file.openReader();
                opened.add(reader);
                engineReaders.add(new Sql(reader));
            }
            HikariDataSource readers = file.openReaders();
            opened.add(readers);
            Map<String, ChannelTail> tails = new ConcurrentHashMap<>();
            Tables tables = new Tables(new Sql(writer), options, tails);
            return new Session(writer, engineReaders, readers, tables, tails);
        } catch (SQLException | RuntimeException e) {
            opened.forEach(SqliteFile::close);
            throw e;
        }
    }

    /** Reads on one of the connections that are kept for the engine; called by no more threads than there are of them. */
    <T> T readForEngine(Readers.Read<T> read) throws SQLException {
        return read(() -> {
            Sql sql = engineReaders.remove();
            try {
                return read.read(sql);
            } finally {
                giveBack(sql);
            }
        });
    }

    private void giveBack(Sql sql) throws SQLException {
        try {
            sql.rollback();
        } finally {
            if (isClosed()) {
                sql.closeConnection();
            } else {
                engineReaders.add(sql);
            }
        }
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    /** Reads on a connection of its own. */
    <T> T readForPeople(Readers.Read<T> read) throws SQLException {
        return read(() -> jdbi.inTransaction(handle -> {
            try (Sql sql = new Sql(handle.getConnection())) {
                return read.read(sql);
            }
        }));
    }

    /** Nothing is closed under a read that is under way. */
    private <T> T read(Question<T> question) throws SQLException {
        synchronized (this) {
            if (isClosed) {
                throw new ClosedException();
            }
            reading++;
        }
        try {
            return question.ask();
        } finally {
            synchronized (this) {
                reading--;
                notifyAll();
            }
        }
    }

    private interface Question<T> {
        T ask() throws SQLException;
    }

    /** The session was closed before the read began; another one may be open by now. */
    static final class ClosedException extends SQLException {
        private static final long serialVersionUID = 1L;

        ClosedException() {
            super("the session is closed");
        }
    }

    Tables tables() {
        return tables;
    }

    CommandCall commands() {
        return commands;
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

    /** Lets the reads end that are under way, for as long as {@link #PATIENCE_MILLIS}, then closes every connection. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            try {
                for (long left = PATIENCE_MILLIS; reading > 0 && left > 0; ) {
                    wait(left);
                    left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (Sql sql = engineReaders.poll(); sql != null; sql = engineReaders.poll()) {
            SqliteFile.close(sql::closeConnection);
        }
        SqliteFile.close(readers);
        SqliteFile.close(writer);
    }
}
