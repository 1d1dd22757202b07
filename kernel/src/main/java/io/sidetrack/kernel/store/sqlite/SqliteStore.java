package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.AccessStore;
import io.sidetrack.kernel.store.AnswerStore;
import io.sidetrack.kernel.store.AuditStore;
import io.sidetrack.kernel.store.ChannelStore;
import io.sidetrack.kernel.store.ErrorStore;
import io.sidetrack.kernel.store.Keeping;
import io.sidetrack.kernel.store.ShardStore;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.SubscriptionStore;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store in one SQLite file in WAL mode with {@code synchronous=FULL}: a commit is an fsync. One thread writes, in groups; reads
 * run beside it on what was committed last.
 *
 * <p>Beside the file lie {@code -wal} and {@code -shm}, which belong to it, {@code -lock}, which keeps other processes away, and
 * {@code -search}, the index of texts, which is made anew where it is not there.
 */
public final class SqliteStore implements Store {
    private static final int PIECE_COMMANDS = 1_000;
    private static final long PIECE_BYTES = 1L << 20;

    private final String nodeName;
    private final FailStop failStop;
    private final GroupWriter writer;
    private final Readers readers;
    private final TextIndexing indexing;
    private final SqliteShards shards;
    private final SqliteSubscriptions subscriptions;
    private final SqliteChannels channels;
    private final SqliteErrors errors;
    private final SqliteAudit audit;
    private final SqliteAccess access;
    private final SqliteAnswers answers;
    private @Nullable Future<Void> closing;

    private SqliteStore(SqliteFile file, SqliteOptions options, Session opened) throws SQLException {
        byte[] identity = opened.tables().sql.first("SELECT id FROM identity", row -> row.getBytes(1));
        this.nodeName = "sidetrack-" + HexFormat.of().formatHex(Objects.requireNonNull(identity), 0, 8);
        AtomicReference<@Nullable Session> session = new AtomicReference<>(opened);
        WriteQueue queue = new WriteQueue();
        AppendListeners appends = new AppendListeners();
        this.failStop = new FailStop(queue);
        this.writer = new GroupWriter(file, options, queue, failStop, appends, session);
        this.readers = new Readers(file, session, queue, failStop);
        TextIndex texts = new TextIndex(file.textIndex());
        this.indexing = new TextIndexing(texts, readers, writer, options.indexed());
        this.shards = new SqliteShards(writer, readers);
        this.subscriptions = new SqliteSubscriptions(writer, readers);
        this.channels = new SqliteChannels(writer, readers, appends);
        this.errors = new SqliteErrors(readers, texts, options.searched());
        this.audit = new SqliteAudit(writer, readers);
        this.access = new SqliteAccess(writer, readers);
        this.answers = new SqliteAnswers(writer, readers);
        writer.onTextsChanged(indexing::changed);
        writer.start();
        indexing.start();
        subscriptions.removeForgotten();
    }

    /**
     * Opens the store of a file, which is made where it is not there; its folder must be. Blocks while tables are migrated.
     *
     * @throws StoreFailedException where it cannot be opened and written, or another process has it; the message says why
     */
    public static SqliteStore open(Path file) {
        return open(file, SqliteOptions.defaults());
    }

    static SqliteStore open(Path path, SqliteOptions options) {
        SqliteFile file = null;
        Session session = null;
        try {
            file = SqliteFile.lock(path, options);
            file.migrate();
            session = Session.open(file, options);
            session.prove(false, null);
            return new SqliteStore(file, options, session);
        } catch (IOException | SQLException | RuntimeException e) {
            SqliteFile.close(session);
            SqliteFile.close(file == null ? null : file::release);
            throw StorageFailures.opening(path, e);
        }
    }

    @Override
    public ShardStore shards() {
        return shards;
    }

    @Override
    public SubscriptionStore subscriptions() {
        return subscriptions;
    }

    @Override
    public ChannelStore channels() {
        return channels;
    }

    /** Succeeds once the index of texts has all that was committed before this call; for tests and benches. */
    public Future<Void> indexed() {
        return indexing.caughtUp();
    }

    @Override
    public ErrorStore errors() {
        return errors;
    }

    @Override
    public AuditStore audit() {
        return audit;
    }

    @Override
    public Future<Long> prune(Keeping keeping) {
        Future<Long> removed = Future.succeededFuture(0L);
        for (Pruning each : Pruning.values()) {
            removed = removed.compose(before -> prune(each, keeping, null, before));
        }
        return removed;
    }

    private Future<Long> prune(Pruning what, Keeping keeping, Pruning.@Nullable Cursor from, long before) {
        return writer.submit(PIECE_COMMANDS, PIECE_BYTES, session -> {
                    Pruning.Slice slice = what.slice(session.tables(), keeping, from);
                    if (slice.removed() > 0) {
                        FreePages.giveBack(session.tables().sql);
                    }
                    return slice;
                })
                .compose(slice -> slice.next() == null
                        ? Future.succeededFuture(before + slice.removed())
                        : prune(what, keeping, slice.next(), before + slice.removed()));
    }

    @Override
    public AccessStore access() {
        return access;
    }

    @Override
    public AnswerStore answers() {
        return answers;
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    @Override
    public void onFailure(Consumer<StoreFailedException> listener) {
        failStop.onFailure(listener);
    }

    @Override
    public Future<Void> reopen() {
        return writer.reopen().onSuccess(open -> {
            subscriptions.removeForgotten();
            indexing.wake();
        });
    }

    @Override
    public Future<Void> close() {
        synchronized (this) {
            if (closing == null) {
                closing = writer.close(indexing.close()).andThen(closed -> readers.shutDown());
            }
            return closing;
        }
    }
}
