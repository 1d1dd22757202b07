package io.sidetrack.kernel.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A subscription.
 *
 * @param processor {@code plugin.component}
 * @param from the channels it reads, at least one
 * @param to the processor's outputs by the channels they go to
 * @param keyFrom what the ordering key is taken from: {@code default} (partitionkey, else subject), {@code subject}, or the
 *     name of an extension
 * @param concurrency how many attempts may be under way at once
 * @param timeout how long an attempt may take
 * @param grace how long an attempt that is out of time may take to end before it counts as indeterminate
 * @param circuit whether a broad failure opens a circuit
 * @param maxParked how many entries its sidings may hold before intake waits
 * @param starts per channel where it begins without progress there; with the first event where none is named
 * @param shared whether other kernels may read for it too
 */
public record SubscriptionConfig(
        String name,
        String processor,
        List<String> from,
        Map<String, String> to,
        Ordering ordering,
        String keyFrom,
        int concurrency,
        Duration timeout,
        Duration grace,
        Retry retry,
        List<HandlerUse> onError,
        boolean circuit,
        long maxParked,
        Map<String, Place> starts,
        boolean shared) {

    /** Whether no other kernel may read for it: what keeps an order is in this node's store. */
    public boolean exclusive() {
        return ordering != Ordering.NONE && !shared;
    }

    public Place start(String channel) {
        return starts.getOrDefault(channel, Place.EARLIEST);
    }

    public enum Ordering {
        KEY,
        NONE,
        CHANNEL
    }

    /** @param attempts how many attempts in all, at least 1, before the event is errored */
    public record Retry(int attempts, Duration backoff, Duration maxBackoff) {}

    /**
     * @param use {@code plugin.component}
     * @param whenType only for events of this type ({@code *} at the end stands for anything), or {@code null} for all
     */
    public record HandlerUse(String use, @Nullable String whenType) {}
}
