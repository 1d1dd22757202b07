package io.sidetrack.kernel.store;

import io.sidetrack.api.error.Cause;

/**
 * One failed attempt.
 *
 * @param number counted from 1 over retries and resubmissions
 * @param startedMillis wall clock
 * @param tookMillis monotonic
 */
public record AttemptRecord(int number, long startedMillis, long tookMillis, Cause cause) {}
