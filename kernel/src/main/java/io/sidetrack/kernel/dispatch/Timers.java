package io.sidetrack.kernel.dispatch;

/** Runs tasks later, on the shard's thread. */
public interface Timers {

    /** Runs {@code task} once, not before {@code delayNanos} have passed. Cannot be cancelled: a task checks whether it is still wanted. */
    void after(long delayNanos, Runnable task);
}
