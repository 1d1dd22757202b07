package io.sidetrack.kernel.lifecycle;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started, and how each part is stopped: the last first, each with a deadline, and whatever one of them does the
 * others are stopped too.
 *
 * <p><b>Threading.</b> Not thread-safe. {@link #stopAll} blocks: it needs a thread that is none of the parts' own, as those end.
 */
public final class StartedParts {
    private static final Logger LOG = LoggerFactory.getLogger(StartedParts.class);

    private final Deque<Part> parts = new ArrayDeque<>();

    public void add(String name, Duration deadline, Supplier<? extends Future<?>> stop) {
        parts.push(new Part(name, deadline, stop));
    }

    /** Stops all. What failed or was late is logged by its name; where the thread is interrupted, nothing is waited for. */
    public void stopAll() {
        while (!parts.isEmpty()) {
            parts.pop().end();
        }
    }

    private record Part(String name, Duration deadline, Supplier<? extends Future<?>> stop) {

        void end() {
            try {
                stop.get().toCompletionStage().toCompletableFuture().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                LOG.warn("{} did not stop cleanly: {}", name, String.valueOf(e.getCause()));
            } catch (TimeoutException e) {
                LOG.warn("{} did not stop within {} ms", name, deadline.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.warn("{} did not stop cleanly: {}", name, e.toString());
            }
        }
    }
}
