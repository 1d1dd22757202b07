package io.sidetrack.kernel.dispatch;

/** Time as the engine sees it: durations by the monotonic clock, persisted due times by the wall clock. */
public interface Clock {

    /** Monotonic, from an arbitrary origin. */
    long nanos();

    /** Milliseconds since 1970-01-01T00:00Z; may jump. */
    long wallMillis();
}
