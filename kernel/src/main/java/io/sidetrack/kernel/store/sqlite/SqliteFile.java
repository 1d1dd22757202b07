package io.sidetrack.kernel.store.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The file of a store and how it is connected to. Locked for this process from its making to {@link #release}; the lock is a file
 * beside it, because closing any handle on the file itself would drop SQLite's own locks.
 */
final class SqliteFile {
    /** How many reads may be under way at once, of the engine and of people each. */
    static final int READERS = 2;

    private static final String QUERY_ONLY = "PRAGMA query_only = ON";
    private static final int BUSY_MILLIS = 5_000;
    private static final int WRITER_CACHE_KB = 32 << 10;
    private static final int READER_CACHE_KB = 4 << 10;
    private static final int CHECKPOINT_PAGES = 4_000;
    private static final long WAL_KEPT_BYTES = 64L << 20;

    private final Path path;
    private final SqliteOptions options;
    private final FileChannel lockFile;

    private SqliteFile(Path path, SqliteOptions options, FileChannel lockFile) {
        this.path = path;
        this.options = options;
        this.lockFile = lockFile;
    }

    /** Fails where another process, or another store of this one, has it. */
    static SqliteFile lock(Path file, SqliteOptions options) throws IOException {
        Path path = file.toAbsolutePath().normalize();
        Path lockPath = path.resolveSibling(path.getFileName() + "-lock");
        FileChannel channel = FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held by this very process: lock stays null
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new IOException("another process uses it (" + lockPath.getFileName()
                    + " is locked); stop that one or name another file");
        }
        return new SqliteFile(path, options, channel);
    }

    Path path() {
        return path;
    }

    void release() throws IOException {
        lockFile.close();
    }

    /** Makes the file where there is none, readable by its owner alone, and brings its tables up to date. */
    void migrate() throws SQLException, IOException {
        makeForOwner(path);
        SQLiteDataSource source = source(WRITER_CACHE_KB);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA journal_mode = WAL");
        }
        try {
            Flyway.configure(SqliteFile.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:io/sidetrack/kernel/store/sqlite")
                    .ignoreMigrationPatterns(new String[0])
                    .group(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new SQLException("its tables cannot be brought up to date: " + e.getMessage(), e);
        }
    }

    static void makeForOwner(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try {
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException e) {
                // then its owner has decided who may read it
            }
        }
    }

    /** Where the index of texts lies. */
    Path textIndex() {
        return path.resolveSibling(path.getFileName() + "-search");
    }

    /** The one connection that writes, in a transaction at any time. */
    Connection openWriter() throws SQLException {
        Connection connection = source(WRITER_CACHE_KB).getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            statement.execute("PRAGMA journal_size_limit = " + WAL_KEPT_BYTES);
            long maxPages = options.maxPages().getAsLong();
            if (maxPages > 0) {
                statement.execute("PRAGMA max_page_count = " + maxPages);
            }
            connection.setAutoCommit(false);
        }
        return connection;
    }

    /** A connection that cannot write. */
    Connection openReader() throws SQLException {
        Connection connection = source(READER_CACHE_KB).getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute(QUERY_ONLY);
        }
        connection.setAutoCommit(false);
        return connection;
    }

    /** Connections that cannot write, for those who come and go. */
    HikariDataSource openReaders() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source(READER_CACHE_KB));
        config.setPoolName("sidetrack-store");
        config.setMaximumPoolSize(READERS);
        config.setConnectionInitSql(QUERY_ONLY);
        config.setMaxLifetime(0);
        return new HikariDataSource(config);
    }

    private SQLiteDataSource source(int cacheKb) {
        return source(path, cacheKb);
    }

    static SQLiteDataSource source(Path path, int cacheKb) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setCacheSize(-cacheKb);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:file:" + path.toUri().getRawPath()); // escaped: '?' would begin parameters
        return source;
    }

    static void close(@Nullable AutoCloseable closeable) {
        if (closeable != null) {
            try {
                closeable.close();
            } catch (Exception e) {
                org.slf4j.LoggerFactory.getLogger(SqliteFile.class).debug("closing after a failure", e);
            }
        }
    }
}
