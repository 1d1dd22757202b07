package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.dispatch.ShardCounters;
import io.sidetrack.kernel.lifecycle.Intake;
import io.sidetrack.kernel.lifecycle.RewindRequest;
import io.sidetrack.kernel.lifecycle.SubscriptionListener;
import io.sidetrack.kernel.lifecycle.Subscriptions;
import io.sidetrack.kernel.plugin.Components;
import io.sidetrack.kernel.plugin.PluginChange;
import io.sidetrack.kernel.siding.ResolutionException;
import io.sidetrack.kernel.siding.ShardDecisions;
import io.sidetrack.kernel.store.ChannelStore.ChannelInfo;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Progress;
import io.sidetrack.kernel.store.Rewind.Rewound;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.SubscriptionException;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions of the node: starts, halts and drains their shards, watches for stuck loops, and is the way from people to
 * shards.
 *
 * <p><b>Life.</b> Deployed on the kernel's Vert.x; then {@link #startAll}; {@link #drain} and undeployed at the
 * end. <b>Threading.</b> Thread-safe: every call hops to the verticle's context.
 */
public final class HostedSubscriptions extends VerticleBase implements Subscriptions, Intake, ShardDecisions {
    private static final long WATCH_MILLIS = 100;
    private static final long LIMITS_MILLIS = 1_000;
    private static final Duration DECISION_DEADLINE = Duration.ofSeconds(10);

    private final HostContext host;
    private final Collection<SubscriptionConfig> configs;
    private final SubscriptionListener listener;
    private final Map<String, SubscriptionHost> hosts = new LinkedHashMap<>();
    private final Map<String, String> limits = new HashMap<>();

    public HostedSubscriptions(
            Store store,
            Topology topology,
            Components components,
            Collection<SubscriptionConfig> configs,
            SubscriptionListener listener) {
        this.host = new HostContext(store, topology, components, listener::listener, new TimeOrderedIds());
        this.listener = listener;
        this.configs = configs;
    }

    /** Makes the hosts and begins to watch; the shards start with {@link #startAll}. */
    @Override
    public Future<?> start() {
        for (SubscriptionConfig config : configs) {
            hosts.put(config.name(), new SubscriptionHost(host, config, context));
        }
        vertx.setPeriodic(WATCH_MILLIS, id -> watch());
        vertx.setPeriodic(LIMITS_MILLIS, id -> watchLimits());
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> startAll() {
        return here(() -> forEach(SubscriptionHost::start));
    }

    @Override
    public Future<Void> halt() {
        return here(() -> forEach(SubscriptionHost::halt));
    }

    /** Lets what is under way end, for as long as the deadline permits, then stops every shard. */
    public Future<Void> drain(Duration deadline) {
        return here(() -> forEach(one -> one.drain(deadline)));
    }

    /**
     * Makes the components that a change of plugins asks for. Blocks: never call it on an event loop.
     *
     * @param channels those of brokers whose adapter changes
     * @param running as {@link #running} told
     */
    public Exchange prepare(PluginChange change, Set<String> channels, Set<String> running)
            throws Exchange.RefusedException {
        return Exchange.of(List.copyOf(configs), host.topology(), change, channels, running);
    }

    /** Those of the configuration, in its order. */
    public Collection<SubscriptionConfig> configs() {
        return configs;
    }

    /** The subscriptions that have a shard now. */
    public Future<Set<String>> running() {
        return here(() -> Future.succeededFuture(hosts.values().stream()
                .filter(one -> one.shard() != null)
                .map(one -> one.config().name())
                .collect(Collectors.toSet())));
    }

    /**
     * Changes what subscriptions are made of: those that are concerned let what is under way end, for as long as the deadline
     * permits, and stop; then {@code between} happens; then they go on under a new fence. All others do not notice.
     *
     * @return how long each that ran did not read its channels
     */
    public Future<Map<String, Duration>> exchange(
            Exchange exchange, Duration deadline, Supplier<Future<Void>> between) {
        return here(() -> {
            Map<String, Duration> pauses = new LinkedHashMap<>();
            List<Future<Void>> leaving = new ArrayList<>();
            long began = System.nanoTime();
            Set<String> ran = new HashSet<>(exchange.plans().keySet());
            ran.removeIf(name -> host(name).shard() == null);
            exchange.plans().keySet().forEach(name -> leaving.add(host(name).leave(deadline, exchange)));
            return Future.join(leaving)
                    .otherwiseEmpty()
                    .compose(left -> between.get())
                    .eventually(() -> {
                        List<Future<Void>> going = new ArrayList<>();
                        exchange.plans()
                                .forEach((name, plan) ->
                                        going.add(host(name).resume(plan).onSuccess(goes -> {
                                            if (ran.contains(name)) {
                                                pauses.put(name, Duration.ofNanos(System.nanoTime() - began));
                                            }
                                        })));
                        return Future.join(going).otherwiseEmpty();
                    })
                    .map(done -> pauses);
        });
    }

    private SubscriptionHost host(String name) {
        return Objects.requireNonNull(hosts.get(name));
    }

    @Override
    public Future<List<SubscriptionState>> list() {
        return here(() ->
                host.store().shards().subscriptions().otherwise(List.of()).compose(infos -> here(() -> list(infos))));
    }

    @Override
    public Future<Void> pause(String name, String by) {
        return setPaused(name, true, by);
    }

    @Override
    public Future<Void> resume(String name, String by) {
        return setPaused(name, false, by);
    }

    @Override
    public Future<SubscriptionInfo> forget(String name, String seen, String by) {
        return here(() -> hosts.containsKey(name)
                ? Future.failedFuture(new SubscriptionException(
                        SubscriptionException.Reason.STATE,
                        "subscription '" + name
                                + "' is in the configuration; only one that was taken out of it is forgotten"))
                : host.store()
                        .subscriptions()
                        .forget(name, seen, by)
                        .onSuccess(given -> listener.subscriptionForgotten(name, by)));
    }

    @Override
    public Future<Rewound> rewind(String name, RewindRequest request, String by) {
        return here(() -> {
            SubscriptionHost one = hosts.get(name);
            if (one == null) {
                return Future.failedFuture(new SubscriptionException(
                        SubscriptionException.Reason.STATE,
                        "subscription '" + name + "' is not in the configuration; only one that is there is rewound"));
            }
            return host.store()
                    .shards()
                    .subscriptions()
                    .compose(infos -> here(() -> one.rewind(
                            infos.stream()
                                    .filter(info -> info.name().equals(name))
                                    .findFirst(),
                            request,
                            by)))
                    .onSuccess(done -> listener.subscriptionRewound(name, done.generation(), by));
        });
    }

    @Override
    public Future<Outcome> decide(
            String subscription,
            String erroredId,
            String lane,
            long expectedVersion,
            Verdict verdict,
            String by,
            String note) {
        return here(() -> {
            SubscriptionHost one = hosts.get(subscription);
            ShardVerticle shard = one == null ? null : one.shard();
            if (shard == null) {
                String why = one == null
                        ? "it is not in the configuration any more"
                        : one.detail().isEmpty() ? "it is starting" : one.detail();
                return Future.failedFuture(new ResolutionException(
                        ResolutionException.Reason.STATUS,
                        "subscription " + subscription + " does not run: " + why,
                        expectedVersion,
                        null));
            }
            return shard.decide(erroredId, lane, expectedVersion, verdict, by, note)
                    .timeout(DECISION_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    private Future<Void> setPaused(String name, boolean paused, String by) {
        return here(() -> {
            SubscriptionHost one = hosts.get(name);
            if (one == null) {
                return Future.failedFuture(new IllegalArgumentException("there is no subscription " + name));
            }
            return host.store()
                    .shards()
                    .setPaused(name, paused, by)
                    .compose(done -> here(() -> {
                        one.pause(paused);
                        if (paused) {
                            listener.subscriptionPaused(name, by);
                        } else {
                            listener.subscriptionResumed(name, by);
                        }
                        return Future.succeededFuture();
                    }));
        });
    }

    private Future<List<SubscriptionState>> list(List<SubscriptionInfo> infos) {
        Map<String, SubscriptionInfo> known = new TreeMap<>();
        infos.forEach(info -> known.put(info.name(), info));
        List<Future<SubscriptionState>> states = new ArrayList<>();
        for (SubscriptionHost one : hosts.values()) {
            SubscriptionInfo info = known.remove(one.config().name());
            states.add(one.counters()
                    .compose(counters -> lag(info, one.lag())
                            .map(lag -> state(
                                    one.config().name(),
                                    one.config().processor(),
                                    one.state(counters),
                                    one.detail(counters),
                                    counters,
                                    lag,
                                    info))));
        }
        known.values()
                .forEach(orphan -> states.add(lag(orphan, Future.succeededFuture(-1L))
                        .map(lag -> state(
                                orphan.name(),
                                null,
                                "orphaned",
                                "not in the configuration; its position and sidings are kept",
                                ShardCounters.NONE,
                                lag,
                                orphan))));
        return Future.all(states).map(all -> all.list());
    }

    private static SubscriptionState state(
            String name,
            @Nullable String processor,
            String state,
            String detail,
            ShardCounters counters,
            long lag,
            @Nullable SubscriptionInfo info) {
        return new SubscriptionState(
                name,
                processor,
                state,
                detail,
                counters.processed(),
                counters.failed(),
                counters.inFlight(),
                lag,
                info == null ? 0 : info.sidings(),
                info == null ? 0 : info.parked(),
                info == null ? 0 : info.open(),
                info == null ? 0 : info.generation(),
                info == null ? "" : info.version());
    }

    /** Events that are not done yet, of the channel that has most of them; -1 where nobody knows. */
    private Future<Long> lag(@Nullable SubscriptionInfo info, Future<Long> remote) {
        List<Future<Long>> lags = new ArrayList<>();
        lags.add(remote);
        if (info != null) {
            info.progress()
                    .forEach((channel, progress) -> lags.add(host.store()
                            .channels()
                            .info(channel)
                            .map(last -> behind(progress, last))
                            .otherwise(-1L)));
        }
        return Future.all(lags)
                .map(all -> lags.stream().mapToLong(Future::result).max().orElse(-1));
    }

    private static long behind(Progress progress, ChannelInfo channel) {
        long behind = Math.max(0, channel.last() - progress.watermark());
        long[] ranges = progress.ranges();
        for (int i = 0; i < ranges.length; i += 2) {
            behind -= ranges[i + 1] - ranges[i] + 1;
        }
        return Math.max(0, behind);
    }

    /** A call that is on its loop for longer than it may be: its shard, and whoever shares the loop, goes on elsewhere. */
    private void watch() {
        long now = System.nanoTime();
        for (SubscriptionHost one : List.copyOf(hosts.values())) {
            ShardVerticle shard = one.shard();
            ComponentInvoker.OnLoop call = shard == null ? null : shard.onLoop();
            if (call == null || now - call.sinceNanos() < one.patienceNanos()) {
                continue;
            }
            for (SubscriptionHost other : List.copyOf(hosts.values())) {
                ShardVerticle neighbour = other.shard();
                if (neighbour != null && neighbour.thread() == call.thread()) {
                    other.replace(other == one ? call.attempt().identity() : null, call.thread());
                }
            }
        }
    }

    /** Tells when keys in trouble reach a limit, and when others need not wait for them any more. */
    private void watchLimits() {
        for (SubscriptionHost one : List.copyOf(hosts.values())) {
            String name = one.config().name();
            one.counters()
                    .onSuccess(counters -> context.runOnContext(now -> {
                        String before = limits.get(name);
                        String limit = counters.limit();
                        if (!Objects.equals(before, limit)) {
                            if (before != null) {
                                listener.limitCleared(name, before);
                            }
                            if (limit == null) {
                                limits.remove(name);
                            } else {
                                limits.put(name, limit);
                                listener.limitReached(name, limit);
                            }
                        }
                    }));
        }
    }

    private Future<Void> forEach(Function<SubscriptionHost, Future<Void>> step) {
        List<Future<Void>> steps = new ArrayList<>();
        hosts.values().forEach(one -> steps.add(step.apply(one)));
        return steps.isEmpty() ? Future.succeededFuture() : Future.join(steps).mapEmpty();
    }

    private <T> Future<T> here(Supplier<Future<T>> task) {
        Promise<T> done = Promise.promise();
        context.runOnContext(now -> {
            try {
                task.get().onComplete(done);
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }
}
