package io.sidetrack.kernel.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * What a shard has done since it was made.
 *
 * @param processed events done, resubmitted ones included
 * @param failed attempts failed
 * @param diverted events that became errored on the main line
 * @param parked events parked behind an errored one
 * @param inFlight deliveries received and not yet settled
 * @param running attempts under way
 * @param lanes lanes in memory
 * @param sidings sidings, counted by the compact index
 * @param limit the name of the limit that keys in trouble have reached, so that others wait, or {@code null}: {@code max-parked},
 *     {@code concurrency} (of attempts) or {@code in-flight} (deliveries)
 * @param outage what most keys fail with, for people, while a broad failure holds the circuit open, or {@code null}
 */
public record ShardCounters(
        long processed,
        long failed,
        long diverted,
        long parked,
        long inFlight,
        long running,
        long lanes,
        long sidings,
        @Nullable String limit,
        @Nullable String outage) {

    /** Of a shard that is not there. */
    public static final ShardCounters NONE = new ShardCounters(0, 0, 0, 0, 0, 0, 0, 0, null, null);
}
