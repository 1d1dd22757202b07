package io.sidetrack.kernel.lifecycle;

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
     * @param state {@code running, paused, processor-missing, circuit-open, limit, starting, failed, orphaned}
     * @param detail the reason, or empty
     * @param processed events done since the node started
     * @param failed attempts failed since the node started
     * @param inFlight deliveries received and not yet settled
     * @param lag embedded channels: events behind the watermark of the slowest channel; else -1
     * @param open errored events that wait for a person
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
            long open) {}
}
