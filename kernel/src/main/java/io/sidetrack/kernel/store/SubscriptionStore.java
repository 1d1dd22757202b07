package io.sidetrack.kernel.store;

import io.vertx.core.Future;
import java.util.Map;

/**
 * What is done with a subscription as a whole. What people do takes effect whole, with its audit entry, while no shard of it runs. See
 * {@link Store} for durability and threading.
 */
public interface SubscriptionStore {

    /**
     * Gives up everything that belongs to a subscription: its position, sidings, errored events, keyed state, marks and inbox rows.
     * When this succeeds none of it is found any more, nothing holds back the trimming of channels, older fences are
     * refused, and the name is free. What was kept is removed afterwards in bounded pieces, over restarts too.
     *
     * @param seen the {@link SubscriptionInfo#version()} that was looked at
     * @return what was given up; fails with {@link SubscriptionException} where it is not known or is not as it was seen
     */
    Future<SubscriptionInfo> forget(String subscription, String seen, String by);

    /**
     * Sends a paused subscription back, in one transaction: a new generation begins, older fences are refused, and what stands on
     * its sidings of the rewound channels at or behind the target leaves them, errored events as {@link Status#SUPERSEDED}, for it
     * comes again. Marks of partitions that go back go; the others and inbox rows belong to the new generation. Remote logs that go
     * back have a new {@link #begins}.
     *
     * @return what was done; fails with {@link SubscriptionException} where it is not known, not paused, has keyed state against
     *     {@link Rewind.KeyedState#NONE}, or a position is trimmed or ahead of what is done
     */
    Future<Rewind.Rewound> rewind(String subscription, Rewind rewind, String by);

    /** Keeps where a subscription begins to read a remote log. Fails with {@link FencedException}. */
    Future<Void> begin(Fence fence, String channel, LogBegin begin);

    /** Where a subscription begins to read remote logs, by channel, as far as that was ever kept. */
    Future<Map<String, LogBegin>> begins(String subscription);
}
