package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.kernel.channel.ChannelRefusedException;
import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.lifecycle.RewindRequest;
import io.sidetrack.kernel.lifecycle.RewindRequest.Target;
import io.sidetrack.kernel.store.ChannelStore;
import io.sidetrack.kernel.store.Progress;
import io.sidetrack.kernel.store.Rewind;
import io.sidetrack.kernel.store.Rewind.KeyedState;
import io.sidetrack.kernel.store.SubscriptionException;
import io.sidetrack.kernel.store.SubscriptionException.Reason;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a person asks for, as positions of the channels that the subscription reads. Used once. */
final class RewindPlan {
    private final SubscriptionConfig config;
    private final SubscriptionInfo info;
    private final Topology topology;
    private final ChannelStore store;
    private final Map<String, Long> positions = new HashMap<>();
    private final List<String> logs = new ArrayList<>();

    /** Whether every channel goes back to the very first event that it ever had. */
    private boolean complete = true;

    RewindPlan(SubscriptionConfig config, SubscriptionInfo info, Topology topology, ChannelStore store) {
        this.config = config;
        this.info = info;
        this.topology = topology;
        this.store = store;
    }

    /** Fails with {@link SubscriptionException}. */
    Future<Rewind> of(RewindRequest request) {
        Future<?> resolved = Future.succeededFuture();
        Map<String, Target> targets = targets(request);
        complete = targets.keySet().containsAll(config.from());
        for (Map.Entry<String, Target> each : targets.entrySet()) {
            resolved = resolved.compose(before -> topology.isEmbedded(each.getKey())
                    ? embedded(each.getKey(), each.getValue())
                    : remote(each.getKey(), each.getValue()));
        }
        return resolved.map(done -> {
            if (positions.isEmpty() && logs.isEmpty()) {
                throw refused("has done nothing since");
            }
            KeyedState state = request.state();
            return new Rewind(
                    positions,
                    logs,
                    state != null ? state : complete ? KeyedState.CLEAR : KeyedState.NONE,
                    request.text());
        });
    }

    private Map<String, Target> targets(RewindRequest request) {
        Map<String, Target> targets = new LinkedHashMap<>(request.channels());
        Target all = request.all();
        if (all != null) {
            config.from().forEach(channel -> targets.put(channel, all));
        }
        for (String channel : targets.keySet()) {
            if (!config.from().contains(channel)) {
                throw new SubscriptionException(
                        Reason.INVALID,
                        "subscription '" + config.name() + "' does not read channel '" + channel + "'; it reads "
                                + config.from());
            }
        }
        return targets;
    }

    private Future<Void> embedded(String channel, Target target) {
        Progress progress = info.progress().get(channel);
        if (progress == null) {
            return Future.succeededFuture(); // it was added to the configuration: nothing of it is done
        }
        return store.info(channel).compose(log -> {
            complete &= target instanceof Target.Earliest && log.first() == 1;
            if (target instanceof Target.At at) {
                long behind = progress.watermark() + 1;
                return store.positionAt(channel, at.time()).map(position -> {
                    if (position < behind || progress.ranges().length > 0) {
                        positions.put(channel, Math.min(position, behind));
                    }
                    return null;
                });
            }
            positions.put(channel, target instanceof Target.Position to ? to.position() : log.first());
            return Future.succeededFuture();
        });
    }

    private Future<Void> remote(String channel, Target target) {
        Capabilities capabilities;
        try {
            capabilities = topology.capabilities(channel);
        } catch (ChannelRefusedException e) {
            return Future.failedFuture(
                    refused("cannot be rewound: channel '" + channel + "' is not usable: " + e.getMessage()));
        }
        if (capabilities.kind() == Capabilities.Kind.QUEUE) {
            return Future.failedFuture(refused("reads the queue '" + channel
                    + "', which does not keep what it gave; name the channels to be rewound in 'channels'"));
        }
        if (!capabilities.replayable() || !(target instanceof Target.Earliest)) {
            return Future.failedFuture(refused("reads channel '" + channel + "' at a remote broker, which "
                    + (capabilities.replayable()
                            ? "goes back to its beginning only: expected earliest for it"
                            : "cannot be read again")));
        }
        logs.add(channel);
        return Future.succeededFuture();
    }

    private SubscriptionException refused(String why) {
        return new SubscriptionException(Reason.STATE, "subscription '" + config.name() + "' " + why);
    }
}
