package io.sidetrack.kernel.dispatch;

import io.sidetrack.kernel.store.ShardStore;
import java.util.ArrayList;
import java.util.List;

/** Loads keyed states, many in one read. While the subscription has never kept any, nothing is read. */
final class States {
    private final Shard shard;
    private final ShardStore store;
    private final String subscription;
    private boolean any;
    private List<Lane> wanted = new ArrayList<>();

    States(Shard shard, ShardStore store, String subscription, boolean any) {
        this.shard = shard;
        this.store = store;
        this.subscription = subscription;
        this.any = any;
    }

    /** A state was written: from now on unknown ones must be read. */
    void written() {
        any = true;
    }

    /** Whether the lane's state is at hand; otherwise it will be read, and the lane woken. */
    boolean isLoaded(Lane lane) {
        if (lane.stateLoaded) {
            return true;
        }
        if (!any || lane.key == null) {
            shard.lanes().state(lane, null);
            return true;
        }
        lane.reading = true;
        wanted.add(lane);
        return false;
    }

    void flush() {
        if (wanted.isEmpty()) {
            return;
        }
        List<Lane> lanes = wanted;
        wanted = new ArrayList<>();
        List<String> keys = new ArrayList<>(lanes.size());
        lanes.forEach(lane -> keys.add(lane.key));
        shard.read(store.readStates(subscription, keys), states -> {
            for (Lane lane : lanes) {
                lane.reading = false;
                shard.lanes().state(lane, states.get(lane.key));
                shard.lanes().wake(lane);
            }
        });
    }
}
