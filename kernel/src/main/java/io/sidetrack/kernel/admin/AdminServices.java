package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.access.Access;
import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.lifecycle.NodeStatus;
import io.sidetrack.kernel.lifecycle.Plugins;
import io.sidetrack.kernel.lifecycle.Subscriptions;
import io.sidetrack.kernel.plugin.Components;
import io.sidetrack.kernel.siding.Resolutions;
import io.sidetrack.kernel.store.AnswerStore;
import io.sidetrack.kernel.store.AuditStore;
import io.sidetrack.kernel.store.ChannelStore;
import io.sidetrack.kernel.store.ErrorStore;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * What the REST admin stands on. All of them are thread-safe; the REST admin hops to its own context after each.
 *
 * @param metrics the metrics as Prometheus text
 */
public record AdminServices(
        Topology topology,
        ChannelStore channels,
        ErrorStore errors,
        AuditStore audit,
        Resolutions resolutions,
        Subscriptions subscriptions,
        Components components,
        Plugins plugins,
        NodeStatus node,
        Access access,
        AnswerStore answers,
        Supplier<Future<String>> metrics) {}
