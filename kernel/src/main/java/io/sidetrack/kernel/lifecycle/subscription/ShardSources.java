package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.CompetingConsumerException;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.kernel.channel.Backoff;
import io.sidetrack.kernel.channel.Reading;
import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.config.Place;
import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.dispatch.Shard;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.LogBegin;
import io.sidetrack.kernel.store.Progress;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.SubscriptionStore;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sources of a shard. Opens one for each channel, where the subscription has got to or begins, and again when one breaks or
 * cannot be opened, with back-off, until it is closed.
 *
 * <p>Where a remote log is to be begun elsewhere than with its first event, that place is kept as positions before the log is read: the
 * broker may not know any progress yet when the node dies, and neither 'latest' nor a time may then mean something else.
 *
 * <p><b>Threading.</b> On the shard's context, except {@link #standings} and {@link #end}.
 */
final class ShardSources {
    private static final Logger LOG = LoggerFactory.getLogger(ShardSources.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final long HOLDS_NANOS = Duration.ofSeconds(5).toNanos();

    private final Topology topology;
    private final SubscriptionStore store;
    private final SubscriptionConfig config;
    private final Fence fence;
    private final Map<String, Progress> progress;
    private final Shard shard;
    private final Context context;
    private final Map<String, Opened> open = new HashMap<>();
    private final Map<String, SourceStanding> standings = new ConcurrentHashMap<>();
    private final Map<String, Backoff> pauses = new HashMap<>();
    private final Promise<Void> reading = Promise.promise();
    private volatile boolean ended;

    private record Opened(Source source, long sinceNanos, RecentLag lag) {}

    /** @param progress in embedded channels */
    ShardSources(
            HostContext host,
            SubscriptionConfig config,
            Fence fence,
            Map<String, Progress> progress,
            Shard shard,
            Context context) {
        this.topology = host.topology();
        this.store = host.store().subscriptions();
        this.config = config;
        this.fence = fence;
        this.progress = progress;
        this.shard = shard;
        this.context = context;
        config.from().forEach(channel -> standings.put(channel, SourceStanding.OPENING));
    }

    void open() {
        config.from().forEach(this::open);
    }

    /** Succeeds when all of them have been open at the same time. On the shard's context. */
    Future<Void> reading() {
        return reading.future();
    }

    /** Opens nothing any more. Any thread. */
    void end() {
        ended = true;
    }

    /** @param forNow whether the subscription opens them again at once */
    Future<?> close(boolean forNow) {
        end();
        Future<?> closed = Future.succeededFuture();
        for (Opened each : List.copyOf(open.values())) {
            closed = closed.eventually(forNow ? each.source()::closeForNow : each.source()::close);
        }
        return closed;
    }

    /** By channel, in the order of the configuration. Any thread. */
    Map<String, SourceStanding> standings() {
        Map<String, SourceStanding> all = new LinkedHashMap<>();
        config.from().forEach(channel -> all.put(channel, standings.getOrDefault(channel, SourceStanding.OPENING)));
        return all;
    }

    /**
     * How many events the brokers of remote channels hold for the subscription, of the channel with most; -1 where none tells. Asks
     * the brokers at most every few seconds. On the shard's context.
     */
    Future<Long> lag() {
        List<Future<Long>> asked = new ArrayList<>();
        open.forEach((channel, each) -> {
            if (!topology.isEmbedded(channel)) {
                asked.add(each.lag().of(each.source()));
            }
        });
        return Future.join(asked)
                .otherwiseEmpty()
                .map(all -> asked.stream()
                        .filter(Future::succeeded)
                        .mapToLong(Future::result)
                        .max()
                        .orElse(-1));
    }

    private void open(String channel) {
        if (ended) {
            return;
        }
        Future<Reading> reading;
        try {
            reading = topology.isEmbedded(channel) ? Future.succeededFuture(embedded(channel)) : remote(channel);
        } catch (RuntimeException e) {
            reading = Future.failedFuture(e);
        }
        reading.onComplete(found -> context.runOnContext(now -> {
            if (found.failed()) {
                failed(channel, found.cause());
            } else if (!ended) {
                topology.openSource(found.result(), new ToShard(channel, shard, context, this::broke))
                        .onComplete(opened -> context.runOnContext(then -> opened(channel, opened)));
            }
        }));
    }

    private Reading embedded(String channel) {
        Progress done = progress.get(channel);
        return new Reading(
                channel, config.name(), false, Map.of(), Map.of(channel, done == null ? 0 : done.watermark()));
    }

    private Future<Reading> remote(String channel) {
        Place start = config.start(channel);
        if (topology.capabilities(channel).kind() == Capabilities.Kind.QUEUE) {
            return start.equals(Place.EARLIEST)
                    ? Future.succeededFuture(reading(channel, LogBegin.EARLIEST))
                    : Future.failedFuture(new IllegalArgumentException("subscriptions." + config.name()
                            + ".start: channel " + channel
                            + " is a queue, which begins with what it holds; leave it out, or"
                            + " name the other channels under it"));
        }
        String place = topology.place(channel);
        return store.begins(config.name()).compose(known -> {
            LogBegin kept = known.get(channel);
            if (kept != null && kept.isOf(place)) {
                return Future.succeededFuture(reading(channel, kept));
            }
            return start.equals(Place.EARLIEST)
                    ? Future.succeededFuture(reading(channel, LogBegin.EARLIEST))
                    : begin(channel, place, start);
        });
    }

    private Future<Reading> begin(String channel, String place, Place start) {
        return new Places(topology).positions(channel, start).compose(positions -> {
            LogBegin begin = new LogBegin(1, place, positions);
            return store.begin(fence, channel, begin).map(kept -> reading(channel, begin));
        });
    }

    private Reading reading(String channel, LogBegin begin) {
        return new Reading(channel, begin.reader(config.name()), config.exclusive(), begin.positions(), Map.of());
    }

    private void opened(String channel, AsyncResult<Source> opened) {
        if (opened.failed()) {
            failed(channel, opened.cause());
        } else if (ended) {
            opened.result().close();
        } else {
            SourceStanding before = standings.put(channel, SourceStanding.OPEN);
            if (before != null && before.kind() != SourceStanding.Kind.OPENING) {
                LOG.info("subscription {}: reads channel {} again", config.name(), channel);
            }
            open.put(channel, new Opened(opened.result(), System.nanoTime(), new RecentLag()));
            shard.attach(channel, opened.result());
            if (open.size() == config.from().size()) {
                reading.tryComplete();
            }
        }
    }

    private void broke(String channel, Throwable cause) {
        Opened broken = open.remove(channel);
        if (broken != null) {
            broken.source().close();
            if (System.nanoTime() - broken.sinceNanos() > HOLDS_NANOS) {
                pause(channel).reset();
            }
        }
        failed(channel, cause);
    }

    /** Tells once why, however often it fails so. */
    private void failed(String channel, Throwable cause) {
        if (ended) {
            return;
        }
        SourceStanding now = new SourceStanding(
                cause instanceof CompetingConsumerException
                        ? SourceStanding.Kind.COMPETING
                        : SourceStanding.Kind.FAILED,
                topology.reason(channel, cause));
        SourceStanding before = standings.put(channel, now);
        if (!now.equals(before) && !(cause instanceof StoreFailedException)) {
            LOG.warn("subscription {}: does not read channel {}: {}", config.name(), channel, now.detail());
        }
        context.owner().setTimer(pause(channel).next(), id -> context.runOnContext(again -> open(channel)));
    }

    private Backoff pause(String channel) {
        return pauses.computeIfAbsent(
                channel, each -> new Backoff(FIRST_PAUSE, LONGEST_PAUSE, RandomGenerator.getDefault()));
    }
}
