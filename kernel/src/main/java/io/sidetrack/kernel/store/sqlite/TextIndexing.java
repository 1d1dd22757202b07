package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.SearchText;
import io.sidetrack.kernel.store.StoreFailedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps the {@link TextIndex} true. It reads what was committed and never writes beside the parking transaction: events that were
 * not there yet by their numbers, the others by the table {@code touched}. It begins when enough has gathered, for a search reads
 * through what the index does not have; a piece at a time, and with pauses while the writer is busy.
 *
 * <p><b>Life.</b> One thread from {@link #start} to {@link #close}. While the store fails it waits until it is woken. An index that
 * fails, or that is not one of this store, is removed and made anew.
 */
final class TextIndexing {
    private static final Logger LOG = LoggerFactory.getLogger(TextIndexing.class);
    private static final int MOST_NEW = 2_000;
    private static final int MOST_TOUCHED = 1_000;
    private static final long MOST_CHARACTERS = 2L << 20;
    private static final int PAUSES_PER_PIECE = 9;
    private static final long BEFORE_ANOTHER_MILLIS = 60_000;

    private final TextIndex index;
    private final Readers readers;
    private final GroupWriter writer;
    private final int enough;
    private final Thread thread;
    private final Promise<Void> closed = Promise.promise();
    private long gathered;
    private volatile boolean isClosing;
    private final List<Promise<Void>> asked = new ArrayList<>();

    /** @param enough how many events must have changed before it begins */
    TextIndexing(TextIndex index, Readers readers, GroupWriter writer, int enough) {
        this.index = index;
        this.readers = readers;
        this.writer = writer;
        this.enough = enough;
        this.gathered = enough;
        this.thread = new Thread(this::run, "sidetrack-store-index");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** So many errored events came or changed. Any thread. */
    synchronized void changed(long count) {
        gathered += count;
        if (gathered >= enough) {
            notifyAll();
        }
    }

    /** The store works again. Any thread. */
    void wake() {
        changed(enough);
    }

    /** Succeeds once everything is taken in that was committed before this call. */
    synchronized Future<Void> caughtUp() {
        Promise<Void> promise = Promise.promise();
        asked.add(promise);
        wake();
        return promise.future();
    }

    /** Ends the thread after its piece and closes the index. */
    Future<Void> close() {
        synchronized (this) {
            isClosing = true;
            notifyAll();
        }
        return closed.future();
    }

    private void run() {
        try {
            while (awaitEnough()) {
                catchUp();
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted", e);
        } finally {
            index.close();
            FailStop.guarded(() -> closed.tryComplete());
        }
    }

    private synchronized boolean awaitEnough() throws InterruptedException {
        while (!isClosing && gathered < enough) {
            wait();
        }
        gathered = 0;
        return !isClosing;
    }

    private void catchUp() throws InterruptedException {
        try {
            List<Promise<Void>> answered = asked();
            int enough = answered.isEmpty() ? this.enough : 1;
            long began = System.nanoTime();
            long behind = piece();
            while (behind >= enough && pause(writer.isBusy() ? (System.nanoTime() - began) * PAUSES_PER_PIECE : 0)) {
                began = System.nanoTime();
                behind = piece();
            }
            changed(behind);
            answered.forEach(Promise::tryComplete);
        } catch (UnansweredException e) {
            LOG.atLevel(isClosing || e.getCause() instanceof StoreFailedException ? Level.DEBUG : Level.WARN)
                    .setCause(e)
                    .log("the index of texts waits, for the store does not answer");
        } catch (SQLException | IOException | RuntimeException e) {
            LOG.warn("the index of texts fails and is made anew; searches read without it until then", e);
            index.remove();
            if (pause(BEFORE_ANOTHER_MILLIS * 1_000_000)) {
                wake();
            }
        }
    }

    private synchronized List<Promise<Void>> asked() {
        List<Promise<Void>> now = List.copyOf(asked);
        asked.clear();
        return now;
    }

    /** Answers whether to go on. */
    private synchronized boolean pause(long nanos) throws InterruptedException {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; !isClosing && left > 0; left = until - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return !isClosing;
    }

    /** Takes in some of what is missing. Answers how much is left. */
    private long piece() throws SQLException, IOException, UnansweredException, InterruptedException {
        if (!index.isUsable()) {
            Told told = ask(Told::read);
            if (told.lastErrored() == 0) {
                return 0; // there is nothing to find
            }
            begin(told);
        }
        TextIndex.Place place = index.open();
        if (place == null) {
            throw new SQLException("the index has lost its place");
        }
        Piece piece = ask(sql -> read(sql, place));
        TextIndex.Place reached = piece.reached();
        if (!piece.told().isBehindNone(place)) {
            throw new SQLException("it is not one of this store as it is");
        }
        if (reached.errored() > place.errored() || reached.touched() > place.touched()) {
            index.put(piece.documents(), reached);
        }
        if (reached.touched() > place.touched()) {
            drop(reached.touched());
        }
        return piece.left();
    }

    /** Opens the index, or makes it anew where it is not one of this store as it is. */
    private void begin(Told told) throws SQLException, IOException {
        TextIndex.Place place = null;
        if (index.isOpen()) {
            index.remove(); // it answered before, and could not be read any more
        }
        try {
            place = index.open();
        } catch (SQLException e) {
            LOG.warn("the index of texts cannot be opened and is made anew", e);
            index.remove();
        }
        if (place == null || !told.isBehindNone(place)) {
            if (place != null) {
                LOG.info("the index of texts is not one of this store as it is, and is made anew");
                index.remove();
            }
            index.open();
            index.put(List.of(), new TextIndex.Place(told.identity(), 0, told.lastTouched()));
        }
        index.use();
    }

    /** Reads in one transaction what comes next, up to about {@link #MOST_CHARACTERS}. */
    private static Piece read(Sql sql, TextIndex.Place place) throws SQLException {
        Told told = Told.read(sql);
        Gathering gathering = new Gathering(new ErroredQueries(sql));
        List<Long> fresh = sql.all(
                "SELECT num FROM errored WHERE num > ? ORDER BY num LIMIT " + MOST_NEW,
                row -> row.getLong(1),
                place.errored());
        long errored = fresh.size() < MOST_NEW ? told.lastErrored() : fresh.get(MOST_NEW - 1);
        for (long num : fresh) {
            if (!gathering.add(num, true)) {
                errored = num - 1;
                break;
            }
        }
        long touched = place.touched();
        List<long[]> changes = sql.all(
                "SELECT seq, errored FROM touched WHERE seq > ? ORDER BY seq LIMIT " + MOST_TOUCHED,
                row -> new long[] {row.getLong(1), row.getLong(2)},
                touched);
        for (long[] change : changes) {
            if (change[1] <= place.errored() && !gathering.add(change[1], false)) {
                break;
            }
            touched = change[0];
        }
        long left = sql.number("SELECT count(*) FROM errored WHERE num > ?", errored)
                + sql.number("SELECT count(*) FROM touched WHERE seq > ?", touched);
        return new Piece(told, gathering.documents, new TextIndex.Place(told.identity(), errored, touched), left);
    }

    private static final class Gathering {
        private final ErroredQueries queries;
        private final List<TextIndex.Document> documents = new ArrayList<>();
        private final Set<Long> numbers = new HashSet<>();
        private long characters;

        Gathering(ErroredQueries queries) {
            this.queries = queries;
        }

        /** Answers whether it is in it; not where that is full. */
        boolean add(long num, boolean isNew) throws SQLException {
            if (characters >= MOST_CHARACTERS) {
                return false;
            }
            if (numbers.add(num)) {
                Received received = queries.current(num);
                String text = received == null ? "" : SearchText.of(received);
                characters += text.length();
                documents.add(new TextIndex.Document(num, isNew, text));
            }
            return true;
        }
    }

    /** The index has followed these changes, durably. */
    private void drop(long upTo) {
        writer.submit(
                        MOST_TOUCHED,
                        MOST_TOUCHED * 16,
                        session -> session.tables()
                                .sql
                                .update(
                                        "DELETE FROM touched WHERE seq IN (SELECT seq FROM touched WHERE seq <= ? ORDER BY seq LIMIT "
                                                + MOST_TOUCHED + ")",
                                        upTo))
                .onSuccess(dropped -> {
                    if (dropped == MOST_TOUCHED) {
                        drop(upTo);
                    }
                });
    }

    private <T> T ask(Readers.Read<T> read) throws UnansweredException, InterruptedException {
        try {
            return readers.forPeople(read)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new UnansweredException(cause == null ? e : cause);
        }
    }

    /** The store could not be read, which is no fault of the index. */
    private static final class UnansweredException extends Exception {
        private static final long serialVersionUID = 1L;

        UnansweredException(Throwable cause) {
            super(cause);
        }
    }

    /** @param reached with these documents */
    private record Piece(Told told, List<TextIndex.Document> documents, TextIndex.Place reached, long left) {}

    /**
     * What the store says of itself.
     *
     * @param dropped up to which change it does not tell any more
     */
    private record Told(byte[] identity, long lastErrored, long lastTouched, long dropped) {
        static Told read(Sql sql) throws SQLException {
            byte[] identity = sql.first("SELECT id FROM identity", row -> row.getBytes(1));
            long lastTouched = sql.number("SELECT seq FROM sqlite_sequence WHERE name = 'touched'");
            long first = sql.number("SELECT min(seq) FROM touched");
            return new Told(
                    identity == null ? new byte[0] : identity,
                    sql.number("SELECT last FROM numbers WHERE name = 'errored'"),
                    lastTouched,
                    first == 0 ? lastTouched : first - 1);
        }

        /** Whether everything that the index of this place lacks can still be told, and it has nothing that is not of this store. */
        boolean isBehindNone(TextIndex.Place place) {
            return Arrays.equals(identity, place.identity())
                    && place.errored() <= lastErrored
                    && place.touched() <= lastTouched
                    && place.touched() >= dropped;
        }
    }
}
