package io.sidetrack.kernel.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which errored events may hold a text: their texts cut into runs of three characters, in a file of its own beside the store. What it
 * names must be looked into; what it does not name, up to its {@link Place}, does not hold the text. Everything in it can be read
 * from the store again, so nothing that happens to it harms the store: it is thrown away and made anew.
 *
 * <p><b>Threading.</b> Opened, filled, removed and closed by one thread; asked by any.
 */
final class TextIndex {
    private static final Logger LOG = LoggerFactory.getLogger(TextIndex.class);

    /** Of the tables below; another one is removed and made anew. */
    private static final int FORM = 1;

    private static final int CACHE_KB = 8 << 10;
    private static final int MOST_RUNS = 48;
    private static final int MOST_TERMS = 2_000;

    /** Stands behind each text, so that its last characters begin a run too. */
    private static final String END = "\n\n";

    private static final List<String> TABLES = List.of(
            "CREATE VIRTUAL TABLE runs USING fts5(text, content='', contentless_delete=1, detail='none',"
                    + " tokenize='trigram case_sensitive 1')",
            "INSERT INTO runs (runs, rank) VALUES ('automerge', 8)",
            "INSERT INTO runs (runs, rank) VALUES ('hashsize', 8388608)",
            "CREATE VIRTUAL TABLE terms USING fts5vocab('runs', 'row')",
            "CREATE TABLE place (identity BLOB NOT NULL, errored INTEGER NOT NULL, touched INTEGER NOT NULL)",
            "PRAGMA user_version = " + FORM);

    private final Path path;
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private volatile boolean isUsable;
    private @Nullable Connection connection;
    private @Nullable Sql sql;

    /** @param path of the file, which need not be there */
    TextIndex(Path path) {
        this.path = path;
    }

    /**
     * How far it has come, and of which store.
     *
     * @param errored the number up to which errored events are in it
     * @param touched up to which change of those it has followed
     */
    record Place(byte[] identity, long errored, long touched) {}

    /**
     * @param isNew whether none of this number was ever taken in
     * @param text folded, empty where there is none any more
     */
    record Document(long num, boolean isNew, String text) {}

    /** @param upTo of later ones nothing is known */
    record Candidates(long upTo, List<Long> nums) {}

    /** Opens it, made anew where it is not there or of another form; {@code null} where it is empty. It answers nothing yet. */
    @Nullable
    Place open() throws SQLException, IOException {
        Sql opened = sql;
        if (opened == null) {
            SqliteFile.makeForOwner(path);
            Connection file = SqliteFile.source(path, CACHE_KB).getConnection();
            connection = file;
            try (Statement statement = file.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
            }
            file.setAutoCommit(false);
            opened = new Sql(file);
            make(opened, file);
            sql = opened;
        }
        Place place = opened.first(
                "SELECT identity, errored, touched FROM place",
                row -> new Place(row.getBytes(1), row.getLong(2), row.getLong(3)));
        opened.rollback();
        return place;
    }

    private static void make(Sql sql, Connection connection) throws SQLException {
        long form = sql.number("PRAGMA user_version");
        if (form != 0 && form != FORM) {
            throw new SQLException("it is of form " + form + "; this version knows " + FORM);
        }
        if (form == 0) {
            for (String table : TABLES) {
                sql.run(table);
            }
        }
        connection.commit();
    }

    boolean isOpen() {
        return sql != null;
    }

    /** From now on it answers. */
    void use() {
        isUsable = true;
    }

    /** Whether it answers: not before {@link #use}, and not any more once it could not be read. */
    boolean isUsable() {
        return isUsable;
    }

    /** Takes in documents in place of those of the same numbers, together with the place that is reached with them. */
    void put(List<Document> documents, Place reached) throws SQLException {
        Sql into = sql;
        Connection file = connection;
        if (into == null || file == null) {
            throw new SQLException("it is not open");
        }
        for (Document each : documents) {
            if (!each.isNew()) {
                into.update("DELETE FROM runs WHERE rowid = ?", each.num());
            }
            if (!each.text().isEmpty()) {
                into.update("INSERT INTO runs (rowid, text) VALUES (?, ?)", each.num(), each.text() + END);
            }
        }
        into.update("DELETE FROM place");
        into.update(
                "INSERT INTO place (identity, errored, touched) VALUES (?, ?, ?)",
                reached.identity(),
                reached.errored(),
                reached.touched());
        file.commit();
    }

    /**
     * Numbers below {@code before} of those that may hold a text, the highest first, up to a limit; {@code null} where it cannot say.
     *
     * @param folded of one character, which it cannot say, or more
     */
    @Nullable
    Candidates candidates(String folded, long before, int limit) {
        use.readLock().lock();
        try {
            return isUsable ? ask(folded, before, limit) : null;
        } catch (SQLException e) {
            LOG.warn("the index of texts {} cannot be read; searching without it", path, e);
            isUsable = false;
            return null;
        } finally {
            use.readLock().unlock();
        }
    }

    private @Nullable Candidates ask(String folded, long before, int limit) throws SQLException {
        try (Connection reader = SqliteFile.source(path, CACHE_KB).getConnection()) {
            reader.setAutoCommit(false);
            try (Sql asked = new Sql(reader)) {
                long upTo = asked.number("SELECT errored FROM place");
                Set<String> runs = runs(folded);
                String match = runs.isEmpty() ? beginning(asked, folded) : quoted(runs, " AND ");
                if (match == null) {
                    return null;
                }
                List<Long> nums = match.isEmpty()
                        ? List.of()
                        : asked.all(
                                "SELECT rowid FROM runs WHERE runs MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
                                row -> row.getLong(1),
                                match,
                                before,
                                (long) limit);
                return new Candidates(upTo, nums);
            } finally {
                reader.rollback();
            }
        }
    }

    /** The runs of a text, the first of them where there are very many. */
    private static Set<String> runs(String folded) {
        int[] points = folded.codePoints().toArray();
        Set<String> runs = new LinkedHashSet<>();
        for (int i = 0; i + 3 <= points.length && runs.size() < MOST_RUNS; i++) {
            runs.add(new String(points, i, 3));
        }
        return runs;
    }

    /** Two characters are found by the runs that begin with them. Empty for none, {@code null} for too many. */
    private static @Nullable String beginning(Sql asked, String folded) throws SQLException {
        if (folded.codePointCount(0, folded.length()) < 2) {
            return null;
        }
        List<String> runs = asked.all(
                "SELECT term FROM terms WHERE term >= ? AND term <= ? LIMIT " + (MOST_TERMS + 1),
                row -> row.getString(1),
                folded,
                folded + Character.toString(Character.MAX_CODE_POINT));
        return runs.size() > MOST_TERMS ? null : quoted(runs, " OR ");
    }

    private static String quoted(Iterable<String> runs, String between) {
        StringBuilder match = new StringBuilder();
        for (String run : runs) {
            match.append(match.isEmpty() ? "\"" : between + "\"")
                    .append(run.replace("\"", "\"\""))
                    .append('"');
        }
        return match.toString();
    }

    /** Closes and removes the file, once nobody reads it. */
    void remove() {
        use.writeLock().lock();
        try {
            close();
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(path.resolveSibling(path.getFileName() + suffix));
            }
        } catch (IOException e) {
            LOG.warn("the index of texts {} cannot be removed", path, e);
        } finally {
            use.writeLock().unlock();
        }
    }

    /** Closes the file, once nobody reads it. */
    void close() {
        use.writeLock().lock();
        try {
            isUsable = false;
            SqliteFile.close(connection);
            connection = null;
            sql = null;
        } finally {
            use.writeLock().unlock();
        }
    }
}
