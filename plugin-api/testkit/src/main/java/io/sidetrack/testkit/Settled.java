package io.sidetrack.testkit;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How a future ended, waited for with a bound. For a thread that may block: not for an event loop.
 *
 * @param value what it succeeded with, which may be {@code null}
 * @param failure what it failed with, or {@code null} where it succeeded
 */
public record Settled<T extends @Nullable Object>(
        @Nullable T value, @Nullable Throwable failure) {

    /** Waits until the future is settled; an {@link AssertionError} after {@code deadline}. */
    public static <T extends @Nullable Object> Settled<T> of(Future<T> future, Duration deadline) {
        try {
            T value = future.toCompletionStage().toCompletableFuture().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return new Settled<>(value, null);
        } catch (ExecutionException e) {
            return new Settled<>(null, e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("expected a settled future, found none after " + deadline, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }

    /** Waits for success; an {@link AssertionError} with the cause where it failed. */
    public static void succeeded(Future<?> future, Duration deadline) {
        Throwable failure = of(future, deadline).failure();
        if (failure != null) {
            throw new AssertionError("expected success, found " + failure, failure);
        }
    }

    /** Waits for a value; an {@link AssertionError} where it failed or is {@code null}. */
    public static <T> T value(Future<T> future, Duration deadline) {
        succeeded(future, deadline);
        T value = future.result();
        if (value == null) {
            throw new AssertionError("expected a value, found null");
        }
        return value;
    }
}
