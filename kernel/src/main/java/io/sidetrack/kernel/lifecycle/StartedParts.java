package io.sidetrack.kernel.lifecycle;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started, and how each part is stopped: the last first, each with a deadline, and whatever one of them does the
 * others are stopped too. Not thread-safe: one start or stop at a time.
 */
public final class StartedParts {
    private static final Logger LOG = LoggerFactory.getLogger(StartedParts.class);

    private final Deque<Part> parts = new ArrayDeque<>();

    public void add(String name, Duration deadline, Supplier<? extends Future<?>> stop) {
        parts.push(new Part(name, deadline, stop));
    }

    /** Stops all. Never fails; what failed or was late is logged by its name. */
    public Future<Void> stopAll() {
        Part part = parts.poll();
        return part == null ? Future.succeededFuture() : part.end().eventually(this::stopAll);
    }

    private record Part(String name, Duration deadline, Supplier<? extends Future<?>> stop) {

        Future<Void> end() {
            Future<?> stopped;
            try {
                stopped = stop.get();
            } catch (RuntimeException e) {
                stopped = Future.failedFuture(e);
            }
            return stopped.timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .<Void>mapEmpty()
                    .recover(failure -> {
                        LOG.warn("{} did not stop cleanly: {}", name, failure.toString());
                        return Future.succeededFuture();
                    });
        }
    }
}
