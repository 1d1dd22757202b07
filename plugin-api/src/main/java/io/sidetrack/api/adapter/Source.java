package io.sidetrack.api.adapter;

import io.vertx.core.Future;

/**
 * An open source: deliveries on demand, settled one by one or up to a position.
 *
 * <p><b>Life.</b> Opened by {@link BrokerConnection#openSource}; {@link #request} and {@link #settle} in any mix; closed once.
 *
 * <p><b>Threading.</b> Called from the shard's thread; must not block.
 *
 * <p><b>Durability order.</b> The kernel settles a delivery only after its effects, or its place on a siding, are durable.
 * Settling is not awaited: what was settled may come again after a crash or a rebalance, and the kernel recognises it.
 */
public interface Source {

    /** Permits {@code count} more deliveries; requests add up. Back-pressure: without a request nothing is delivered. */
    void request(int count);

    /**
     * Settles: in a log all deliveries of the assignment up to and including {@code position}, in a queue just that one. A
     * settlement under an assignment that is no longer current is dropped.
     */
    void settle(Assignment assignment, long position);

    /**
     * Queue only, and overridden there: settles all deliveries of the assignment up to and including {@code position} at once. The
     * kernel settles so what has nothing unsettled before it, and the rest one by one.
     */
    default void settleUpTo(Assignment assignment, long position) {
        settle(assignment, position);
    }

    /**
     * How many events the broker holds for this source behind what was settled: not delivered, or delivered and not settled.
     * {@code -1} where the broker does not tell. Asked every few seconds at most; may ask the broker, within 10 seconds.
     */
    default Future<Long> lag() {
        return Future.succeededFuture(-1L);
    }

    /** Stops delivering, flushes settlements, releases. What is not settled is delivered again to whoever opens next. */
    Future<Void> close();

    /**
     * As {@link #close}, where the same kernel opens the same source again at once, as when a plugin is replaced. A broker that shares
     * out its work anew whenever a reader leaves may be spared that: it is not told. If nobody comes back it must find that out by
     * itself, in bounded time.
     */
    default Future<Void> closeForNow() {
        return close();
    }
}
