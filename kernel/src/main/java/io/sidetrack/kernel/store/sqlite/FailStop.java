package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.StoreFailedException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first storage failure stops everything, until the store was reopened. Thread-safe. */
final class FailStop {
    private static final Logger LOG = LoggerFactory.getLogger(FailStop.class);

    private final WriteQueue queue;
    private final List<Consumer<StoreFailedException>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable StoreFailedException failure;

    FailStop(WriteQueue queue) {
        this.queue = queue;
    }

    void onFailure(Consumer<StoreFailedException> listener) {
        listeners.add(listener);
    }

    /** Tells the listeners once, so that readiness says no before any caller knows; then fails the group under way and all that waits. */
    void fail(StoreFailedException cause, List<? extends Job> underWay) {
        boolean first;
        List<Job> waiting = List.of();
        synchronized (this) {
            first = failure == null;
            if (first) {
                failure = cause;
                waiting = queue.refuse(cause);
            }
        }
        if (first) {
            LOG.error("store has failed and accepts nothing until it is reopened", cause);
            listeners.forEach(listener -> guarded(() -> listener.accept(cause)));
        }
        underWay.forEach(job -> guarded(() -> job.fail(cause)));
        waiting.forEach(job -> guarded(() -> job.fail(cause)));
    }

    synchronized boolean hasFailed() {
        return failure != null;
    }

    /** The store was reopened. */
    synchronized void recovered() {
        failure = null;
        queue.admit();
    }

    /** Runs code of a caller that must not harm the store. */
    static void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.error("a listener of the store failed", e);
        }
    }
}
