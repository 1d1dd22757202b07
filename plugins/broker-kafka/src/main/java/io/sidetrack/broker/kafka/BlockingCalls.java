package io.sidetrack.broker.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for the calls of Kafka's clients that may block: making, sending, closing. None is kept while there is nothing to do. They
 * see the plugin's classes, by which Kafka finds what its configuration names. Thread-safe.
 */
final class BlockingCalls {
    private final ExecutorService threads;

    BlockingCalls(String broker) {
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "kafka-" + broker + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(BlockingCalls.class.getClassLoader());
            return thread;
        });
    }

    /** Runs it; the answer comes on the context. */
    <T> Future<T> call(Context context, Callable<T> task) {
        Promise<T> promise = Promise.promise();
        boolean taken = run(() -> {
            try {
                T value = task.call();
                context.runOnContext(here -> promise.complete(value));
            } catch (Exception | LinkageError e) {
                context.runOnContext(here -> promise.fail(e));
            }
        });
        if (!taken) {
            promise.fail("the connection is closed");
        }
        return promise.future();
    }

    /** Runs it; {@code false} where nothing is run any more. */
    boolean run(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Takes nothing more; what runs ends by itself. */
    void close() {
        threads.shutdown();
    }
}
