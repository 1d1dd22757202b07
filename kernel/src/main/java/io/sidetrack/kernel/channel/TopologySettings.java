package io.sidetrack.kernel.channel;

import java.time.Duration;

/**
 * How patient the topology is.
 *
 * @param connect how long connecting a broker may take
 * @param open how long opening a source or sink may take
 * @param send how long a broker may take to confirm a batch before the answer is indeterminate
 * @param close how long closing a source, sink or connection may take
 * @param backoff the pause before the second attempt to connect; doubles up to {@code maxBackoff}
 * @param maxBackoff the longest pause; a connection that held longer than this starts again with {@code backoff}
 * @param sendsUnderWay how many batches of a channel may wait for their confirmation at once
 * @param trim how often embedded channels are relieved of what is past its retention
 */
record TopologySettings(
        Duration connect,
        Duration open,
        Duration send,
        Duration close,
        Duration backoff,
        Duration maxBackoff,
        int sendsUnderWay,
        Duration trim) {

    static final TopologySettings DEFAULTS = new TopologySettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            64,
            Duration.ofMinutes(1));
}
