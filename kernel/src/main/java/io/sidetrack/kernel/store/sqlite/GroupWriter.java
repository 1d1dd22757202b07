package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.StoreFailedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. It takes everything that waits, up to a bound, applies it in one transaction, commits, and then
 * answers in order: durable before acknowledged. While one group is being synced the next one gathers.
 *
 * <p><b>Life.</b> Runs from {@link #start} to {@link #close}; keeps the session, and makes a new one in {@link #reopen}.
 */
final class GroupWriter {
    private static final int PIECE_COMMANDS = 1_000;
    private static final long PIECE_BYTES = 4L << 20;

    private final SqliteFile file;
    private final SqliteOptions options;
    private final WriteQueue queue;
    private final FailStop failStop;
    private final AppendListeners appends;
    private final AtomicReference<@Nullable Session> session;
    private final Thread thread;
    private @Nullable Throwable lastFailure;
    private boolean ended;
    private LongConsumer textsChanged = count -> {};

    GroupWriter(
            SqliteFile file,
            SqliteOptions options,
            WriteQueue queue,
            FailStop failStop,
            AppendListeners appends,
            AtomicReference<@Nullable Session> session) {
        this.file = file;
        this.options = options;
        this.queue = queue;
        this.failStop = failStop;
        this.appends = appends;
        this.session = session;
        this.thread = new Thread(this::run, "sidetrack-store-writer");
        thread.setDaemon(true);
    }

    /** Hears after each group how many texts of errored events came, changed or went; before {@link #start}. */
    void onTextsChanged(LongConsumer listener) {
        textsChanged = listener;
    }

    /** Whether something waits for it. */
    boolean isBusy() {
        return !queue.isEmpty();
    }

    void start() {
        thread.start();
    }

    /** @param bytes about how much it writes */
    <T> Future<T> submit(int commands, long bytes, Write.Action<T> action) {
        Write<T> write = new Write<>(commands, bytes, action);
        queue.add(write);
        return write.future();
    }

    Future<Void> reopen() {
        Promise<Void> promise = Promise.promise();
        queue.add(new Job.Control(() -> reopen(promise), promise));
        return promise.future();
    }

    /** Finishes what was submitted, closes the file, and ends the thread. The file is let go once {@code others} have ended too. */
    Future<Void> close(Future<Void> others) {
        Promise<Void> promise = Promise.promise();
        queue.add(new Job.Control(() -> close(others, promise), promise));
        return promise.future();
    }

    private void run() {
        tidy();
        while (!ended) {
            List<Job> jobs;
            try {
                jobs = queue.take();
            } catch (InterruptedException e) {
                fail(e, List.of());
                return;
            }
            if (jobs.get(0) instanceof Job.Control control) {
                control.task().run();
            } else {
                commit(jobs);
            }
        }
    }

    private void commit(List<Job> jobs) {
        List<Write<?>> group = new ArrayList<>(jobs.size());
        for (Job job : jobs) {
            group.add((Write<?>) job);
        }
        Applied applied;
        try {
            applied = apply(group);
        } catch (SQLException | RuntimeException | Error e) {
            fail(e, group);
            return;
        }
        for (Write<?> write : group) {
            FailStop.guarded(write::answer);
        }
        for (ChannelLog log : applied.appended()) {
            appends.appended(log.name(), log.tail().info().last());
        }
        if (applied.textsChanged() > 0) {
            textsChanged.accept(applied.textsChanged());
        }
        tidy();
    }

    /** What must be removed joins the queue a piece at a time, behind what waits there already. */
    private void tidy() {
        Session present = session.get();
        if (present != null && present.tables().discarded.claim()) {
            submit(PIECE_COMMANDS, PIECE_BYTES, each -> {
                each.tables().discarded.removePiece();
                return true;
            });
        }
    }

    private record Applied(List<ChannelLog> appended, long textsChanged) {}

    private Applied apply(List<Write<?>> group) throws SQLException {
        Session present = session.get();
        if (present == null) {
            throw new SQLException("the store is not open");
        }
        Tables tables = present.tables();
        tables.nowMillis = options.wallMillis().getAsLong();
        for (Write<?> write : group) {
            write.apply(present);
        }
        tables.flush();
        present.commit();
        return new Applied(tables.publish(), tables.errored.takeTextsChanged());
    }

    private void fail(Throwable cause, List<Write<?>> group) {
        lastFailure = cause;
        Session broken = session.getAndSet(null);
        failStop.fail(StorageFailures.writing(file.path(), cause), group);
        SqliteFile.close(broken);
    }

    private void reopen(Promise<Void> promise) {
        Session old = session.getAndSet(null);
        SqliteFile.close(old);
        Session opened = null;
        try {
            opened = Session.open(file, options);
            opened.prove(true, lastFailure);
        } catch (SQLException | RuntimeException e) {
            SqliteFile.close(opened);
            StoreFailedException failure = StorageFailures.opening(file.path(), e);
            failStop.fail(failure, List.of());
            promise.tryFail(failure);
            return;
        }
        session.set(opened);
        lastFailure = null;
        failStop.recovered();
        tidy();
        FailStop.guarded(() -> promise.tryComplete());
    }

    private void close(Future<Void> others, Promise<Void> promise) {
        IllegalStateException closed = new IllegalStateException("store " + file.path() + " is closed");
        queue.end(closed).forEach(job -> FailStop.guarded(() -> job.fail(closed)));
        ended = true;
        SqliteFile.close(session.getAndSet(null));
        others.onComplete(ended -> release(promise));
    }

    private void release(Promise<Void> promise) {
        try {
            file.release();
            FailStop.guarded(() -> promise.tryComplete());
        } catch (IOException e) {
            FailStop.guarded(() -> promise.tryFail(e));
        }
    }
}
