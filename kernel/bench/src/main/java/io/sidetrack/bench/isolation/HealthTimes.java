package io.sidetrack.bench.isolation;

import io.sidetrack.bench.running.Ratios;
import io.sidetrack.bench.scale.NodeProcess;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** How long {@code /health/live} took to answer, asked fifty times a second while it is watched. */
final class HealthTimes {
    private static final long EVERY_NANOS = 20_000_000;

    private final LongStream.Builder nanos = LongStream.builder();
    private Tasks task = new Tasks();
    private volatile boolean ends;

    /** Asks until its {@link #end}. */
    void watch(NodeProcess node) {
        ends = false;
        task = new Tasks();
        task.start("health", () -> {
            while (!ends) {
                long asked = System.nanoTime();
                node.get("/health/live");
                nanos.add(System.nanoTime() - asked);
                LockSupport.parkNanos(EVERY_NANOS);
            }
        });
    }

    void end() throws Exception {
        ends = true;
        task.join();
    }

    /** Once, in the end. */
    String shown() {
        long[] all = nanos.build().toArray();
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms, at most %.1f ms of %,d (aim: 1,000)",
                Ratios.percentile(all, 0.5) / 1e6,
                Ratios.percentile(all, 0.99) / 1e6,
                Ratios.percentile(all, 1) / 1e6,
                all.length);
    }
}
