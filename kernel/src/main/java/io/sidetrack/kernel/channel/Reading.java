package io.sidetrack.kernel.channel;

import java.util.Map;

/**
 * Who reads a channel, and where it begins.
 *
 * @param subscription whose progress it is
 * @param exclusive whether no other kernel may read for the subscription
 * @param start see {@code SourceRequest.start}
 * @param committed see {@code SourceRequest.committed}
 */
public record Reading(
        String channel, String subscription, boolean exclusive, Map<String, Long> start, Map<String, Long> committed) {

    public Reading {
        start = Map.copyOf(start);
        committed = Map.copyOf(committed);
    }

    /** Beside others, from the first event where there is no progress. */
    public static Reading of(String channel, String subscription) {
        return new Reading(channel, subscription, false, Map.of(), Map.of());
    }
}
