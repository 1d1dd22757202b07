package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Recovery;
import io.sidetrack.kernel.store.Verdict;
import java.util.List;
import java.util.function.Consumer;

/**
 * The engine: the lanes and sidings of one subscription, decided by one thread.
 *
 * <p><b>Life.</b> Made from what the store recovered under a fresh fence; {@link #start} begins to drive sidings; sources are
 * attached and deliver; {@link #drain} lets what is under way end; {@link #stop} drops the rest. After {@link #stop}, or after
 * the listener was told {@code failed}, every call and every late answer is ignored: a new shard under a new fence takes over.
 *
 * <p><b>Threading.</b> Not thread-safe: all calls and all answers of its ports come on one thread, or one Vert.x context.
 */
public final class Shard {

    public Shard(ShardSettings settings, ShardPorts ports, Fence fence, Recovery recovery) {}

    /** Begins to drive the sidings that need no person. */
    public void start() {}

    /** Adds the open source of a channel of the settings and asks it for deliveries. Replaces an older one of the channel. */
    public void attach(String channel, Source source) {}

    /** Deliveries of a channel, in the order of their partition. */
    public void received(String channel, List<Delivery> batch) {}

    /** Partitions are ours: forgets what it knew of older epochs of them. */
    public void assigned(String channel, List<Assignment> assignments) {}

    /** Partitions go: starts nothing new of them, and calls {@code done} when what was under way is settled or put back. */
    public void revoked(String channel, List<Assignment> assignments, Runnable done) {}

    /** Partitions are gone: what was received of them and not started is forgotten, and nothing of them is settled any more. */
    public void lost(String channel, List<Assignment> assignments) {}

    /**
     * Decides on an errored event, for a person.
     *
     * @param lane the lane it stands in
     * @param answer the store's outcome; not called where the shard stops before it is known (indeterminate)
     */
    public void decide(
            String erroredId,
            String lane,
            long expectedVersion,
            Verdict verdict,
            String by,
            String note,
            Consumer<Outcome> answer) {}

    /** Stops or resumes asking sources for deliveries; what was received is still processed, sidings are still driven. */
    public void pause(boolean paused) {}

    /** Asks for no more deliveries, drives no more sidings, and calls {@code done} when no attempt, commit or emit is under way. */
    public void drain(Runnable done) {}

    /** Drops everything at once. */
    public void stop() {}

    /** A snapshot for people and metrics. */
    public ShardCounters counters() {
        return new ShardCounters(0, 0, 0, 0, 0, 0, 0, 0, null, false);
    }
}
