package io.sidetrack.bench;

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
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A store that keeps nothing and agrees at once, so that what is measured is the engine. */
final class NothingStore implements ShardStore {

    @Override
    public Future<Fence> acquire(SubscriptionSpec spec) {
        return Future.succeededFuture(new Fence(spec.name(), 1, 1));
    }

    @Override
    public Future<Recovery> recover(Fence fence) {
        return Future.succeededFuture(new Recovery(Map.of(), new long[0], false, Map.of(), 0, false));
    }

    @Override
    public Future<List<Outcome>> commit(Fence fence, List<Command> commands) {
        return Future.succeededFuture(Collections.nCopies(commands.size(), Outcome.APPLIED));
    }

    @Override
    public Future<Map<String, Buffer>> readStates(String subscription, List<String> keys) {
        return Future.succeededFuture(Map.of());
    }

    @Override
    public Future<List<Boolean>> readSettled(Fence fence, List<Receipt> receipts, List<String> lanes) {
        return Future.succeededFuture(Collections.nCopies(receipts.size(), false));
    }

    @Override
    public Future<List<SidingView>> readSidings(String subscription, List<SidingPage> pages) {
        return Future.succeededFuture(pages.stream()
                .map(page -> new SidingView(0, page.lane(), 0, List.of()))
                .toList());
    }

    @Override
    public Future<Drivable> readDrivable(String subscription, long wallMillis, long afterSidingId, int limit) {
        return Future.succeededFuture(new Drivable(List.of(), afterSidingId, Long.MAX_VALUE));
    }

    @Override
    public Future<Void> setPaused(String subscription, boolean paused, String by) {
        return Future.succeededFuture();
    }

    @Override
    public Future<List<SubscriptionInfo>> subscriptions() {
        return Future.succeededFuture(List.of());
    }
}
