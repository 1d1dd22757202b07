package io.sidetrack.api.adapter;

/**
 * What a broker can do. The kernel derives from it how receipts are kept and which configurations it refuses.
 *
 * @param kind log-like or queue-like
 * @param ordered whether deliveries of one partition (log) or queue arrive in the order they were sent
 * @param replayable whether a source can start at any position; only logs are
 * @param redelivering whether what was not settled is delivered again after a restart
 * @param lossy whether an accepted event may be lost by the broker itself; such a channel is refused unless the configuration
 *     says that it may be
 */
public record Capabilities(Kind kind, boolean ordered, boolean replayable, boolean redelivering, boolean lossy) {

    public enum Kind {
        /** Deliveries have a partition and a position; settling a position settles all before it. */
        LOG,
        /** Each message goes to one receiver and is settled by itself. */
        QUEUE
    }

    public Capabilities {
        if (replayable && kind == Kind.QUEUE) {
            throw new IllegalArgumentException("a queue-like broker cannot be replayable");
        }
    }

    /** A durable, ordered, replayable log that delivers again what was not settled. */
    public static Capabilities log() {
        return new Capabilities(Kind.LOG, true, true, true, false);
    }

    /** A durable queue that delivers again what was not settled. */
    public static Capabilities queue(boolean ordered) {
        return new Capabilities(Kind.QUEUE, ordered, false, true, false);
    }
}
