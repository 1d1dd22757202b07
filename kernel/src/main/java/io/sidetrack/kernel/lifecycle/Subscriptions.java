package io.sidetrack.kernel.lifecycle;

import io.sidetrack.kernel.store.Rewind.Rewound;
import io.sidetrack.kernel.store.SubscriptionException;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The subscriptions of a node as people see and steer them. Thread-safe. */
public interface Subscriptions {

    /** Those of the configuration in its order, then the orphaned ones. */
    Future<List<SubscriptionState>> list();

    /** Stops intake, durably. Sidings stay as they are and resolutions still run. Fails where there is no such subscription. */
    Future<Void> pause(String name, String by);

    Future<Void> resume(String name, String by);

    /**
     * Gives up everything that is kept of an orphaned subscription.
     *
     * @param seen its {@link SubscriptionState#version} that was looked at
     * @return what was given up; fails with {@link SubscriptionException} where it is in the configuration, or not as it was seen
     */
    Future<SubscriptionInfo> forget(String name, String seen, String by);

    /**
     * Sends a paused subscription back and makes its shard anew; it stays paused. Without word on keyed state it is cleared where
     * every channel goes back to its very beginning, and must not be there otherwise.
     *
     * @return what was done; fails with {@link SubscriptionException} where that is not possible
     */
    Future<Rewound> rewind(String name, RewindRequest request, String by);

    /**
     * @param state {@code running, paused, processor-missing, order-changed, circuit-open, competing, disconnected, limit, starting,
     *     failed, orphaned}
     * @param detail the reason, or empty
     * @param processed events done since the node started
     * @param failed attempts failed since the node started
     * @param inFlight deliveries received and not yet settled
     * @param lag events that are not done of the slowest channel, at a remote broker as it told some seconds ago; -1 where nobody
     *     knows
     * @param open errored events that wait for a person
     * @param generation how often it was rewound, and one more; 0 where the store does not know it
     * @param version changes with what would be given up by forgetting it; empty where the store does not know it
     */
    record SubscriptionState(
            String name,
            @Nullable String processor,
            String state,
            String detail,
            long processed,
            long failed,
            long inFlight,
            long lag,
            long sidings,
            long parked,
            long open,
            long generation,
            String version) {}
}
