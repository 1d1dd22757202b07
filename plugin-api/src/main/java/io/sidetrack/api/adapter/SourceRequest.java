package io.sidetrack.api.adapter;

import java.util.Map;

/**
 * What a source reads.
 *
 * @param channel the channel's name, for messages and metrics
 * @param address the channel's address at the broker
 * @param subscription whose progress it is: the consumer group of a log; instances of one subscription compete
 * @param start where to begin if the broker knows no progress of the subscription
 * @param committed per partition the position that the kernel knows to be settled; a log resumes behind it or behind the
 *     broker's own committed position, whichever is lower
 */
public record SourceRequest(
        String channel, String address, String subscription, StartPosition start, Map<String, Long> committed) {

    /** Where a subscription without progress begins. */
    public enum StartPosition {
        EARLIEST,
        LATEST
    }

    public SourceRequest {
        committed = Map.copyOf(committed);
    }
}
