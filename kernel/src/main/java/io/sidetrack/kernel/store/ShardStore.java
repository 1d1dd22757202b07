package io.sidetrack.kernel.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** What the engine needs of the store. See {@link Store} for durability and threading. */
public interface ShardStore {

    /**
     * Takes over a subscription: registers it where it is new, checks its order, and makes every older fence refused.
     * Fails with {@link OrderChangedException} where the order may not change now.
     */
    Future<Fence> acquire(SubscriptionSpec spec);

    /** What a shard starts from, as it is after every commit of older fences. Fails with {@link FencedException}. */
    Future<Recovery> recover(Fence fence);

    /**
     * Applies commands in their order, in one transaction with whatever else is in the group, and answers for each. A
     * {@link Outcome.Conflict} undoes that command only, and makes every later command of the same non-zero
     * {@link Command#chain} under this fence a conflict too, in later calls also. Fails as a whole with {@link FencedException}
     * (nothing applied) or {@link StoreFailedException} (indeterminate).
     */
    Future<List<Outcome>> commit(Fence fence, List<Command> commands);

    /**
     * The remote log will deliver nothing of the partition again at or below {@code position}: the marks up to there are only
     * kept where keyed state or a siding of their lane needs them. What is passed may be forgotten, now or at any time later.
     */
    default Future<Void> passed(Fence fence, String channel, String partition, long position) {
        return Future.succeededFuture();
    }

    /** The keyed states of those of {@code keys} that have one. */
    Future<Map<String, Buffer>> readStates(String subscription, List<String> keys);

    /** Of {@code marks} those that are known to be settled: at or below the position mark, or among the inbox rows. */
    Future<List<Boolean>> readSettled(Fence fence, List<Receipt> receipts, List<String> lanes);

    /**
     * A page of a siding, in its order, behind {@code afterSeq} (0 from its head). {@link SidingView#count} counts the whole
     * siding; a lane without a siding answers a view with count 0.
     */
    default Future<SidingView> readSiding(String subscription, String lane, long afterSeq, int limit) {
        return readSidings(subscription, List.of(new SidingPage(lane, afterSeq, limit)))
                .map(views -> views.get(0));
    }

    /** The same of many sidings at once: a view for each page, in their order. */
    Future<List<SidingView>> readSidings(String subscription, List<SidingPage> pages);

    /**
     * Lanes whose siding must be driven without a person: its head is parked (no errored event), or {@code handling, decided,
     * running, moving, outage}, or {@code retrying} and due at {@code wallMillis}; and lanes with an entry in state
     * {@code moving}. By siding id, behind {@code afterSidingId}.
     */
    Future<Drivable> readDrivable(String subscription, long wallMillis, long afterSidingId, int limit);

    /** Pauses or resumes intake of a subscription, durably, with an audit entry. */
    Future<Void> setPaused(String subscription, boolean paused, String by);

    /** Progress, siding counts and flags of every subscription the store knows, the orphaned ones included. */
    Future<List<SubscriptionInfo>> subscriptions();
}
