package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.dispatch.ShardListener;
import io.sidetrack.kernel.plugin.Components;
import io.sidetrack.kernel.store.Store;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What every host needs.
 *
 * @param listeners a listener for each subscription's shard, called on the shard's thread
 */
record HostContext(
        Store store,
        Topology topology,
        Components components,
        Function<String, ShardListener> listeners,
        Supplier<String> ids) {}
