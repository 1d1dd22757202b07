package io.sidetrack.kernel.plugin.isolation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a plugin may take of the node; past that it has a reason to be quarantined. How often it may block its event
 * loops stands where it gets others, {@code PluginThreads}.
 *
 * <p><b>Threading.</b> Used by one thread.
 */
final class Budget {
    /** More than the clients of some hundred channels start; a leak passes it soon. */
    static final int STARTED_THREADS = 1_024;

    /** A pool that is only full of calls which are just being interrupted is not stuck. */
    static final Duration POOL_STUCK = Duration.ofSeconds(10);

    private static final long NOT_STUCK = Long.MIN_VALUE;

    private long stuckSince = NOT_STUCK;

    /**
     * Looks at what it has taken by now.
     *
     * @param nanos the moment, by a monotonic clock
     * @return what it did, where that is too much; {@code null} where it is not
     */
    @Nullable
    String exceeded(PluginUsage usage, long nanos) {
        if (usage.loopsSpent()) {
            return "it has blocked every event loop it was given, and was given others " + usage.loopsReplaced()
                    + " times (code that must block belongs into a BlockingProcessor); they are lost until the node is restarted";
        }
        if (usage.startedThreads() > STARTED_THREADS) {
            return "its code has started " + usage.startedThreads() + " threads that have not ended, and may have "
                    + STARTED_THREADS + "; what they hold may be lost until the node is restarted";
        }
        if (usage.lateCalls() < BlockingPool.SIZE) {
            stuckSince = NOT_STUCK;
        } else if (stuckSince == NOT_STUCK) {
            stuckSince = nanos;
        } else if (nanos - stuckSince >= POOL_STUCK.toNanos()) {
            return "all its " + BlockingPool.SIZE
                    + " threads for blocking calls are held by calls that were out of time, were interrupted, and have not ended for "
                    + POOL_STUCK.toSeconds()
                    + " s (what they wait for needs a time-out of its own); they are lost until the node is restarted";
        }
        return null;
    }
}
