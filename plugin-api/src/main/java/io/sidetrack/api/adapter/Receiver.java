package io.sidetrack.api.adapter;

import io.vertx.core.Future;
import java.util.List;

/**
 * The kernel's side of a source.
 *
 * <p><b>Threading.</b> An adapter may call from any thread, but one call at a time; the kernel hops to the shard's thread and
 * keeps the order of the calls.
 *
 * <p><b>Ordering.</b> {@link #assigned} precedes the first delivery of an assignment; after {@link #lost}, or after the future
 * of {@link #revoked} is settled, none follows.
 */
public interface Receiver {

    /** Deliveries in the order of their partition. At most as many as were requested and not yet delivered. */
    void received(List<Delivery> batch);

    /** Partitions are ours from now on. The adapter fetches nothing from them before the future is settled. */
    Future<Void> assigned(List<Assignment> assignments);

    /**
     * Partitions are being taken from us, and the broker waits: the adapter holds the hand-over until the future is settled or
     * its own deadline has passed. The kernel settles what it can finish in that time.
     */
    Future<Void> revoked(List<Assignment> assignments);

    /** Partitions were taken without a hand-over; nothing of them may be settled any more. */
    void lost(List<Assignment> assignments);

    /** The source is broken and will deliver no more; the kernel closes it and opens a new one. */
    void failed(Throwable cause);
}
