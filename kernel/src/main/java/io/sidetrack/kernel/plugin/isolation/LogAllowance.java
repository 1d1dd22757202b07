package io.sidetrack.kernel.plugin.isolation;

/**
 * How much one plugin may log: {@value #BURST} lines at once, and {@value #PER_SECOND} a second.
 *
 * <p><b>Threading.</b> Thread-safe.
 */
public final class LogAllowance {
    static final int BURST = 200;
    static final int PER_SECOND = 20;
    private static final long PER_LINE_NANOS = 1_000_000_000 / PER_SECOND;

    private long left = BURST;
    private long refilledNanos;
    private boolean used;
    private long dropped;

    /** Whose lines are limited: the class loader of a plugin. */
    public interface Holder {
        LogAllowance logAllowance();
    }

    /** Whether one line more may be written. */
    synchronized boolean take(long nanos) {
        if (!used) {
            used = true;
            refilledNanos = nanos;
        }
        long more = Math.max(0, (nanos - refilledNanos) / PER_LINE_NANOS);
        refilledNanos += more * PER_LINE_NANOS;
        left = Math.min(BURST, left + more);
        if (left == 0) {
            dropped++;
            return false;
        }
        left--;
        return true;
    }

    /** How many lines were dropped since this was asked last. */
    synchronized long dropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }
}
