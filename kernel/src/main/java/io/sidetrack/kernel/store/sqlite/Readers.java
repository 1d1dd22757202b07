package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.StoreFailedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads in short transactions on threads of the store: some for the engine, some for people, so that a long search of a person
 * holds back no siding. Thread-safe.
 */
final class Readers {
    private static final int TRIES = 3;

    private final SqliteFile file;
    private final AtomicReference<@Nullable Session> session;
    private final WriteQueue queue;
    private final FailStop failStop;
    private final ExecutorService engine = threads("sidetrack-store-reader-");
    private final ExecutorService people = threads("sidetrack-store-query-");

    Readers(SqliteFile file, AtomicReference<@Nullable Session> session, WriteQueue queue, FailStop failStop) {
        this.file = file;
        this.session = session;
        this.queue = queue;
        this.failStop = failStop;
    }

    /** Statements are kept from one read to the next. */
    <T> Future<T> forEngine(Read<T> read) {
        return submit(engine, session -> session.readForEngine(read));
    }

    <T> Future<T> forPeople(Read<T> read) {
        return submit(people, session -> session.readForPeople(read));
    }

    /** The failure that every call meets now, {@code null} for none. */
    @Nullable
    RuntimeException refusal() {
        return queue.refusal();
    }

    RuntimeException reopening() {
        return StorageFailures.reopening(file.path());
    }

    @Nullable
    Session session() {
        return session.get();
    }

    void shutDown() {
        engine.shutdown();
        people.shutdown();
    }

    private <T> Future<T> submit(ExecutorService executor, Question<T> question) {
        RuntimeException refusal = queue.refusal();
        if (refusal != null) {
            return Future.failedFuture(refusal);
        }
        Promise<T> promise = Promise.promise();
        try {
            executor.execute(() -> FailStop.guarded(() -> run(question, promise)));
        } catch (RejectedExecutionException e) {
            promise.tryFail(new IllegalStateException("store " + file.path() + " is closed", e));
        }
        return promise.future();
    }

    /** Every read is answered, whatever it throws. One that met the end of its session meets the next one, or the failure. */
    private <T> void run(Question<T> question, Promise<T> promise) {
        T result;
        try {
            result = ask(question);
        } catch (Throwable e) {
            promise.tryFail(failure(e));
            return;
        }
        promise.tryComplete(result);
    }

    private <T> T ask(Question<T> question) throws Exception {
        for (int tries = 1; ; tries++) {
            RuntimeException refusal = queue.refusal();
            if (refusal != null) {
                throw refusal;
            }
            Session present = session.get();
            if (present == null) {
                throw StorageFailures.reopening(file.path());
            }
            try {
                return question.ask(present);
            } catch (Session.ClosedException e) {
                if (tries == TRIES) {
                    throw StorageFailures.reopening(file.path());
                }
            }
        }
    }

    private Throwable failure(Throwable cause) {
        if (StorageFailures.isStorage(cause)) {
            StoreFailedException failure = StorageFailures.reading(file.path(), cause);
            failStop.fail(failure, List.of());
            return failure;
        }
        RuntimeException refusal = queue.refusal();
        return refusal != null ? refusal : cause;
    }

    private static ExecutorService threads(String name) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                SqliteFile.READERS, SqliteFile.READERS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.prestartAllCoreThreads(); // a thread inherits the class loader of whoever starts it, who may be a plugin
        return pool;
    }

    /** Reads within one transaction. */
    interface Read<T> {
        T read(Sql sql) throws SQLException;
    }

    private interface Question<T> {
        T ask(Session session) throws Exception;
    }
}
