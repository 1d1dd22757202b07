package io.sidetrack.kernel.plugin;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for plugins with a deadline that no plugin can hold up: the clock is that of the waiting thread. */
final class Waiting {
    private Waiting() {}

    static <T> T forFuture(Future<T> future, Duration deadline) throws PluginFailure {
        return get(future.toCompletionStage().toCompletableFuture(), deadline);
    }

    /** Runs plugin code on a thread of its own, with {@code loader} as the context class loader. */
    static <T> T forCall(String thread, ClassLoader loader, Duration deadline, Callable<T> call) throws PluginFailure {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread runner = new Thread(
                () -> {
                    try {
                        result.complete(call.call());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                thread);
        runner.setDaemon(true);
        runner.setContextClassLoader(loader);
        runner.start();
        try {
            return get(result, deadline);
        } finally {
            runner.interrupt();
        }
    }

    static String shown(Duration deadline) {
        return deadline.toMillis() % 1000 == 0 ? deadline.toSeconds() + " s" : deadline.toMillis() + " ms";
    }

    private static <T> T get(CompletableFuture<T> future, Duration deadline) throws PluginFailure {
        try {
            return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof PluginFailure failure) {
                throw failure;
            }
            throw new PluginFailure(PluginFailure.describe(cause), cause);
        } catch (TimeoutException e) {
            throw new PluginFailure("did not end within " + shown(deadline), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginFailure("the wait for it was interrupted", e);
        }
    }
}
