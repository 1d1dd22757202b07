package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.dispatch.Clock;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time: a queue of tasks with their moments. What happens when several are enabled is decided by the random delays
 * their makers give them. The monotonic clock only moves forward; the wall clock follows it from an origin that may jump.
 */
final class SimTime implements Clock {
    static final long MILLIS = 1_000_000;

    private record Task(long dueNanos, long order, Runnable action) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::dueNanos).thenComparingLong(Task::order));
    private long nowNanos = 1_000 * MILLIS;
    private long wallOriginMillis = 1_790_000_000_000L;
    private long order;

    void after(long delayNanos, Runnable action) {
        tasks.add(new Task(nowNanos + Math.max(0, delayNanos), order++, action));
    }

    /** Runs the next task; {@code false} where there is none. */
    boolean step() {
        Task next = tasks.poll();
        if (next == null) {
            return false;
        }
        nowNanos = next.dueNanos();
        next.action().run();
        return true;
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    void jump(long millis) {
        wallOriginMillis += millis;
    }

    @Override
    public long nanos() {
        return nowNanos;
    }

    @Override
    public long wallMillis() {
        return wallOriginMillis + nowNanos / MILLIS;
    }
}
