package io.sidetrack.kernel.dispatch;

import io.sidetrack.kernel.store.ShardStore;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Everything a shard may touch. All of it is called on the shard's thread and answers there.
 *
 * @param store completes its futures on the shard's thread, in the order of the calls for {@code commit}
 * @param ids new ids of errored events, unique forever and ascending by time
 * @param random jitter of back-off
 */
public record ShardPorts(
        Clock clock,
        Timers timers,
        ShardStore store,
        Invoker invoker,
        Emitter emitter,
        Handlers handlers,
        Supplier<String> ids,
        RandomGenerator random,
        ShardListener listener) {}
