package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Drivable;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Recovery;
import io.sidetrack.kernel.store.ShardStore;
import io.sidetrack.kernel.store.SidingPage;
import io.sidetrack.kernel.store.SidingView;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.sidetrack.kernel.store.SubscriptionSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** The store, answering on the shard's context, in the order in which it answered. */
final class LoopStore implements ShardStore {
    private final ShardStore store;
    private final Context context;

    LoopStore(ShardStore store, Context context) {
        this.store = store;
        this.context = context;
    }

    @Override
    public Future<Fence> acquire(SubscriptionSpec spec) {
        return here(store.acquire(spec));
    }

    @Override
    public Future<Recovery> recover(Fence fence) {
        return here(store.recover(fence));
    }

    @Override
    public Future<List<Outcome>> commit(Fence fence, List<Command> commands) {
        return here(store.commit(fence, commands));
    }

    @Override
    public Future<Void> passed(Fence fence, String channel, String partition, long position) {
        return here(store.passed(fence, channel, partition, position));
    }

    @Override
    public Future<Map<String, Buffer>> readStates(String subscription, List<String> keys) {
        return here(store.readStates(subscription, keys));
    }

    @Override
    public Future<List<Boolean>> readSettled(Fence fence, List<Receipt> receipts, List<String> lanes) {
        return here(store.readSettled(fence, receipts, lanes));
    }

    @Override
    public Future<List<SidingView>> readSidings(String subscription, List<SidingPage> pages) {
        return here(store.readSidings(subscription, pages));
    }

    @Override
    public Future<Drivable> readDrivable(String subscription, long wallMillis, long afterSidingId, int limit) {
        return here(store.readDrivable(subscription, wallMillis, afterSidingId, limit));
    }

    @Override
    public Future<Void> setPaused(String subscription, boolean paused, String by) {
        return here(store.setPaused(subscription, paused, by));
    }

    @Override
    public Future<List<SubscriptionInfo>> subscriptions() {
        return here(store.subscriptions());
    }

    private <T> Future<T> here(Future<T> answer) {
        Promise<T> hopped = Promise.promise();
        answer.onComplete(done -> context.runOnContext(now -> hopped.handle(done)));
        return hopped.future();
    }
}
