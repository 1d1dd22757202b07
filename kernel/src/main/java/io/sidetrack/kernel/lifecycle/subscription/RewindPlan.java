package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.kernel.channel.ChannelRefusedException;
import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.channel.Topology.ChannelState;
import io.sidetrack.kernel.config.Place;
import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.lifecycle.RewindRequest;
import io.sidetrack.kernel.store.LogBegin;
import io.sidetrack.kernel.store.Progress;
import io.sidetrack.kernel.store.Rewind;
import io.sidetrack.kernel.store.Rewind.KeyedState;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.SubscriptionException;
import io.sidetrack.kernel.store.SubscriptionException.Reason;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a person asks for, as positions of the channels that the subscription reads. Used once. */
final class RewindPlan {
    private static final Duration BROKER = Duration.ofSeconds(20);

    private final SubscriptionConfig config;
    private final SubscriptionInfo info;
    private final Topology topology;
    private final Store store;
    private final Map<String, Long> positions = new HashMap<>();
    private final Map<String, Rewind.Log> logs = new HashMap<>();

    /** Whether every channel goes back to the very first event that it ever had. */
    private boolean complete = true;

    RewindPlan(SubscriptionConfig config, SubscriptionInfo info, Topology topology, Store store) {
        this.config = config;
        this.info = info;
        this.topology = topology;
        this.store = store;
    }

    /** Throws {@link SubscriptionException} for what cannot be done whatever the channels hold. */
    void check(RewindRequest request) {
        targets(request).forEach((channel, place) -> {
            if (topology.isEmbedded(channel)) {
                if (place instanceof Place.Positions) {
                    throw invalid("channel '" + channel
                            + "' is embedded and has no partitions: expected a position such as 1207");
                }
            } else {
                checkRemote(channel, place);
            }
        });
    }

    private void checkRemote(String channel, Place place) {
        Capabilities capabilities;
        try {
            capabilities = topology.capabilities(channel);
        } catch (ChannelRefusedException e) {
            throw refused("cannot be rewound: channel '" + channel + "' is not usable: " + e.getMessage());
        }
        if (capabilities.kind() == Capabilities.Kind.QUEUE) {
            throw refused("reads the queue '" + channel
                    + "', which does not keep what it gave; name the channels to be rewound in 'channels'");
        } else if (!capabilities.replayable()) {
            throw refused("reads channel '" + channel + "' at a broker that cannot be read again");
        } else if (place instanceof Place.Position at) {
            throw invalid(
                    "channel '" + channel + "' is a remote log, which has positions by partition: expected earliest,"
                            + " a time, or a map such as {\"0\": " + at.position() + "}");
        }
        for (ChannelState state : topology.channels()) {
            if (state.name().equals(channel) && !state.state().equals("up")) {
                throw refused("cannot be rewound now: the broker of channel '" + channel + "' must be asked, and "
                        + state.detail());
            }
        }
    }

    /** Asks stores and brokers, after the last source was closed. Fails with {@link SubscriptionException}. */
    Future<Rewind> of(RewindRequest request) {
        Map<String, Place> targets = targets(request);
        complete = targets.keySet().containsAll(config.from());
        Future<?> resolved = Future.succeededFuture();
        for (Map.Entry<String, Place> each : targets.entrySet()) {
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

    private Map<String, Place> targets(RewindRequest request) {
        Map<String, Place> targets = new LinkedHashMap<>(request.channels());
        Place all = request.all();
        if (all != null) {
            config.from().forEach(channel -> targets.put(channel, all));
        }
        for (String channel : targets.keySet()) {
            if (!config.from().contains(channel)) {
                throw invalid("subscription '" + config.name() + "' does not read channel '" + channel + "'; it reads "
                        + config.from());
            }
        }
        return targets;
    }

    private Future<Void> embedded(String channel, Place place) {
        Progress progress = info.progress().get(channel);
        if (progress == null) {
            return Future.succeededFuture(); // it was added to the configuration: nothing of it is done
        }
        return store.channels().info(channel).compose(log -> {
            complete &= place instanceof Place.Earliest && log.first() == 1;
            return new Places(topology).positions(channel, place).map(found -> {
                long behind = progress.watermark() + 1;
                long position = found.getOrDefault(channel, behind);
                if (!(place instanceof Place.Time)) {
                    positions.put(channel, position);
                } else if (position < behind || progress.ranges().length > 0) {
                    positions.put(channel, Math.min(position, behind));
                }
                return null;
            });
        });
    }

    private Future<Void> remote(String channel, Place place) {
        String at = topology.place(channel);
        return store.subscriptions()
                .begins(config.name())
                .compose(begins -> {
                    LogBegin kept = begins.getOrDefault(channel, LogBegin.EARLIEST);
                    LogBegin begin = kept.isOf(at) ? kept : LogBegin.EARLIEST;
                    Future<Map<String, Long>> first = topology.positions(channel, StartPosition.EARLIEST);
                    Future<Map<String, Long>> done = topology.progress(channel, begin.reader(config.name()));
                    Future<Map<String, Long>> target = new Places(topology).positions(channel, place);
                    return Future.all(first, done, target).<Void>map(all -> {
                        goBack(
                                channel,
                                place,
                                new LogRewind(
                                        channel, first.result(), done.result(), begin.positions(), target.result()));
                        return null;
                    });
                })
                .timeout(BROKER.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof SubscriptionException
                                ? failure
                                : refused("cannot be rewound now: channel '" + channel
                                        + "' cannot be asked where that is: " + reason(channel, failure))));
    }

    /** What is known of its broker says more than that it did not answer in time. */
    private String reason(String channel, Throwable failure) {
        return topology.channels().stream()
                .filter(state -> state.name().equals(channel) && !state.detail().isEmpty())
                .findFirst()
                .map(Topology.ChannelState::detail)
                .orElseGet(() -> topology.reason(channel, failure));
    }

    private void goBack(String channel, Place place, LogRewind log) {
        complete &= place instanceof Place.Earliest && log.keepsAll();
        String refusal = log.refusal(place);
        if (!refusal.isEmpty()) {
            throw refused(refusal);
        }
        Rewind.Log back = log.rewind(place, topology.place(channel));
        if (!back.back().isEmpty()) {
            logs.put(channel, back);
        }
    }

    private SubscriptionException refused(String why) {
        return new SubscriptionException(Reason.STATE, "subscription '" + config.name() + "' " + why);
    }

    private static SubscriptionException invalid(String why) {
        return new SubscriptionException(Reason.INVALID, why);
    }
}
