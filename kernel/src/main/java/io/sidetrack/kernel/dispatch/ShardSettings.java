package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * How a shard works.
 *
 * @param sources the channels it reads, with the kind of receipt their deliveries leave
 * @param outputs the processor's outputs: where each goes
 * @param ordering how lanes are formed
 * @param keyRule the ordering key of an event, {@code null} for none
 * @param concurrency how many attempts may be under way at once
 * @param window how many deliveries may be received and not yet settled, per source
 * @param timeout how long an attempt may take
 * @param grace how long an attempt that is out of time may take to end
 * @param attempts how many attempts in place before an event is errored
 * @param backoff before the second attempt; doubles up to {@code maxBackoff}, with full jitter in its upper half
 * @param patience the longest back-off served in place; a longer one moves the event to a siding as {@code retrying}
 * @param handlerTimeout how long a handler may take to answer
 * @param maxHandled after so many handler decisions on one errored event a person decides
 * @param idempotent whether the processor may repeat an attempt that never ended
 * @param circuit whether a broad failure opens a circuit
 * @param probeInterval how long an open circuit waits between probes
 * @param maxParked how many entries the sidings may hold before intake waits
 * @param drivers how many sidings are driven at once
 * @param keptLanes how many lanes stay in memory with their keyed state; beyond that, idle ones are dropped and read again
 */
public record ShardSettings(
        String subscription,
        Map<String, ReceiptKind> sources,
        Map<String, Output> outputs,
        Ordering ordering,
        Function<CloudEvent, @org.jspecify.annotations.Nullable String> keyRule,
        int concurrency,
        int window,
        Duration timeout,
        Duration grace,
        int attempts,
        Duration backoff,
        Duration maxBackoff,
        Duration patience,
        Duration handlerTimeout,
        int maxHandled,
        boolean idempotent,
        boolean circuit,
        Duration probeInterval,
        long maxParked,
        int drivers,
        int keptLanes) {

    public enum Ordering {
        /** Lanes by key; an event without a key is a lane of its own. */
        KEY,
        /** Every event is a lane of its own. */
        NONE,
        /** One lane per channel. */
        CHANNEL
    }

    public enum ReceiptKind {
        /** The source is a channel of the store: progress commits with the effects, nothing is settled at a broker. */
        POSITION,
        /** A remote log: marks. */
        MARK,
        /** A remote queue: inbox rows. */
        INBOX
    }

    /** @param embedded whether the channel is in the store, so that emits commit with the rest */
    public record Output(String channel, boolean embedded) {}
}
