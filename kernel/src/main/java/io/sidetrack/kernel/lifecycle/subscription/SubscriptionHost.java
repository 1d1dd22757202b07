package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.channel.Backoff;
import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.dispatch.EventIdentity;
import io.sidetrack.kernel.dispatch.ShardCounters;
import io.sidetrack.kernel.lifecycle.RewindRequest;
import io.sidetrack.kernel.plugin.Components.ProcessorComponent;
import io.sidetrack.kernel.store.FencedException;
import io.sidetrack.kernel.store.OrderChangedException;
import io.sidetrack.kernel.store.Rewind.Rewound;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.SubscriptionException;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription of the configuration: its shard, made anew under a new fence whenever the old one cannot go on.
 *
 * <p><b>Threading.</b> Everything runs on the context given, a loop of the kernel.
 */
final class SubscriptionHost {
    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionHost.class);
    private static final long GIVE_UP_MILLIS = 1_000;
    private static final Duration FIRST_RESTART = Duration.ofSeconds(1);
    private static final Duration LAST_RESTART = Duration.ofSeconds(30);
    private static final long HOLDS_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Duration READING = Duration.ofSeconds(10);
    private static final Duration REWIND_DRAIN = Duration.ofSeconds(5);

    private final HostContext host;
    private final SubscriptionConfig config;
    private final Context context;
    private final ShardMaker maker;
    private final Map<EventIdentity, Cause> condemned = new ConcurrentHashMap<>();
    private @Nullable ShardVerticle shard;
    /** The last one made; it is the shard once it is deployed. */
    private @Nullable ShardVerticle latest;

    private @Nullable ShardPlan plan;
    private @Nullable String deployment;
    private long run;
    private String state = "starting";
    private String detail = "";
    private boolean paused;
    /** It was paused or resumed since its shard began to start: what the store recovered may be older than that. */
    private boolean steered;

    private boolean rewinding;
    private final Backoff restarts = new Backoff(FIRST_RESTART, LAST_RESTART, RandomGenerator.getDefault());
    private long runningSinceNanos;
    private String held = "";
    private long processedBefore;
    private long failedBefore;

    SubscriptionHost(HostContext host, SubscriptionConfig config, Context context) {
        this.host = host;
        this.config = config;
        this.context = context;
        this.maker = new ShardMaker(host, config, context);
    }

    SubscriptionConfig config() {
        return config;
    }

    @Nullable
    ShardVerticle shard() {
        return shard;
    }

    String detail() {
        return detail;
    }

    /** Starts the shard under a new fence. Fails only where storage does; every other hindrance is a state. */
    Future<Void> start() {
        return start(null);
    }

    /** @param prepared what the shard is to be made of, or {@code null} where that is made now */
    private Future<Void> start(@Nullable ShardPlan prepared) {
        long current = ++run;
        state = "starting";
        detail = "";
        steered = false;
        latest = null;
        return (prepared == null ? maker.plan() : Future.succeededFuture(prepared))
                .transform(made -> made.succeeded() ? start(current, made.result()) : notMade(current, made.cause()));
    }

    private Future<Void> notMade(long current, Throwable failure) {
        if (failure instanceof ShardPlan.MissingComponentException) {
            return register(current, String.valueOf(failure.getMessage()));
        }
        if (current == run) {
            hold(
                    "failed",
                    failure instanceof TimeoutException
                            ? "its plugin has not made its components within " + ShardMaker.MAKE_SECONDS + " s"
                            : String.valueOf(failure.getMessage()));
            restartLater(current);
        }
        return Future.succeededFuture();
    }

    private Future<Void> start(long current, ShardPlan made) {
        if (current != run) {
            return ComponentClosing.close(made);
        }
        plan = made;
        return maker.fence()
                .compose(fence -> maker.recover(fence).compose(recovery -> {
                    if (!steered) {
                        paused = recovery.paused();
                    }
                    return maker.deploy(
                            made,
                            up -> {
                                ShardVerticle[] self = new ShardVerticle[1];
                                self[0] = new ShardVerticle(
                                        host,
                                        made,
                                        fence,
                                        recovery,
                                        paused,
                                        condemned,
                                        up,
                                        cause -> context.runOnContext(now -> failed(self[0], cause)));
                                latest = self[0];
                                return self[0];
                            },
                            () -> current == run);
                }))
                .compose(deployed -> {
                    shard = deployed.shard();
                    deployment = deployed.id();
                    state = "running";
                    held = "";
                    runningSinceNanos = System.nanoTime();
                    return Future.<Void>succeededFuture();
                })
                .recover(failure -> failedToStart(current, failure));
    }

    /** Without its components it runs nothing, but the store knows it: its position holds back trimming, and it can be paused. */
    private Future<Void> register(long current, String missing) {
        return maker.fence()
                .<Void>map(fence -> {
                    if (current == run) {
                        hold("processor-missing", missing);
                    }
                    return null;
                })
                .recover(failure -> failedToStart(current, failure));
    }

    /** Stops at once; nothing under way counts. */
    Future<Void> halt() {
        run++;
        ShardVerticle old = shard;
        ShardPlan oldPlan = plan;
        String id = deployment;
        shard = null;
        plan = null;
        deployment = null;
        state = "starting";
        if (old == null) {
            return drop(oldPlan);
        }
        old.abandon();
        return maker.undeploy(oldPlan, id);
    }

    /** Closes what no shard was made of. */
    private static Future<Void> drop(@Nullable ShardPlan unused) {
        return unused == null ? Future.succeededFuture() : ComponentClosing.close(unused);
    }

    /** Lets what is under way end, for as long as the deadline permits, then stops. */
    Future<Void> drain(Duration deadline) {
        ShardVerticle running = shard;
        if (running == null) {
            return halt();
        }
        return running.drain()
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .compose(done -> onContext(this::halt));
    }

    /**
     * Lets what is under way end as {@link #drain} does, and stops. What has not ended by then, and may have had effects, becomes
     * errored for a person when it comes again.
     *
     * @param exchange what it is stopped for
     */
    Future<Void> leave(Duration deadline, Exchange exchange) {
        ShardVerticle running = shard;
        if (running == null) {
            return halt();
        }
        return running.drain()
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .recover(late -> running.giveUp()
                        .timeout(GIVE_UP_MILLIS, TimeUnit.MILLISECONDS)
                        .onSuccess(unended ->
                                unended.forEach(event -> condemned.put(event, unended(deadline, exchange.why()))))
                        .<Void>mapEmpty()
                        .otherwiseEmpty())
                .compose(done -> onContext(() -> {
                    remember(running);
                    if (exchange.comesBack()) {
                        running.returning();
                    }
                    return running == shard ? halt() : Future.succeededFuture();
                }));
    }

    private Cause unended(Duration deadline, String why) {
        return new Cause(
                Cause.Kind.INDETERMINATE,
                "Unended",
                why + ", and the attempt had not ended after " + deadline.toMillis()
                        + " ms: its result was dropped, and whether it had effects is not known",
                "",
                config.name() + ":Unended");
    }

    /**
     * Goes on after {@link #leave}, with what was prepared for it; without it, as {@link #start} does. Succeeds when it reads its
     * channels again, or does not within some seconds.
     */
    Future<Void> resume(@Nullable ShardPlan prepared) {
        return onContext(() -> rewinding
                ? drop(prepared) // it starts by itself, when it has been sent back
                : halt().compose(gone -> onContext(() -> start(prepared)))
                        .compose(started -> onContext(this::reading)));
    }

    private Future<Void> reading() {
        ShardVerticle running = shard;
        return running == null ? Future.succeededFuture() : running.reading(READING);
    }

    /**
     * Sends the paused subscription back. Its shard is gone meanwhile and made anew in any case, whether it was sent back or not.
     *
     * @param info what the store knows of it
     */
    Future<Rewound> rewind(Optional<SubscriptionInfo> info, RewindRequest request, String by) {
        String refusal = rewinding
                ? "is being rewound already"
                : info.isEmpty()
                        ? "has done nothing yet"
                        : info.get().paused()
                                ? ""
                                : "is not paused; pause it first: POST /api/v1/subscriptions/" + config.name()
                                        + "/pause";
        if (!refusal.isEmpty()) {
            return Future.failedFuture(new SubscriptionException(
                    SubscriptionException.Reason.STATE, "subscription '" + config.name() + "' " + refusal));
        }
        RewindPlan plan = new RewindPlan(config, info.get(), host.topology(), host.store());
        try {
            plan.check(request);
        } catch (SubscriptionException e) {
            return Future.failedFuture(e);
        }
        rewinding = true;
        return onContext(() -> drain(REWIND_DRAIN))
                .compose(gone -> plan.of(request))
                .compose(target -> host.store().subscriptions().rewind(config.name(), target, by))
                .eventually(() -> onContext(this::start).otherwiseEmpty())
                .eventually(() -> onContext(() -> {
                    rewinding = false;
                    return Future.succeededFuture();
                }));
    }

    void pause(boolean pause) {
        paused = pause;
        steered = true;
        if (latest != null) {
            latest.pause(pause);
        }
    }

    /** The state for people, given the shard's counters. */
    String state(ShardCounters counters) {
        if (!state.equals("running")) {
            return state;
        }
        if (paused) {
            return "paused";
        }
        if (counters.outage() != null) {
            return "circuit-open";
        }
        SourceTrouble trouble = trouble();
        if (trouble != null) {
            return trouble.state();
        }
        return counters.limit() != null ? "limit" : "running";
    }

    /** Why it is in that state, for people; empty where there is nothing to say. */
    String detail(ShardCounters counters) {
        if (!detail.isEmpty()) {
            return detail;
        }
        if (counters.outage() != null) {
            return counters.outage();
        }
        SourceTrouble trouble = trouble();
        if (trouble != null) {
            return trouble.detail();
        }
        return counters.limit() == null ? "" : counters.limit();
    }

    private @Nullable SourceTrouble trouble() {
        ShardVerticle running = shard;
        return running == null ? null : SourceTrouble.of(running.standings(), host.topology());
    }

    /** The lag of its remote channels, -1 where nobody tells. */
    Future<Long> lag() {
        ShardVerticle running = shard;
        return running == null ? Future.succeededFuture(-1L) : running.lag();
    }

    /** Counted over all shards of this subscription since the node started. */
    Future<ShardCounters> counters() {
        ShardVerticle running = shard;
        Future<ShardCounters> latest =
                running == null ? Future.succeededFuture(ShardCounters.NONE) : running.counters();
        return latest.map(c -> new ShardCounters(
                processedBefore + c.processed(),
                failedBefore + c.failed(),
                c.diverted(),
                c.parked(),
                c.inFlight(),
                c.running(),
                c.lanes(),
                c.sidings(),
                c.limit(),
                c.outage()));
    }

    /** How long a call may be on the loop before the loop counts as stuck. */
    long patienceNanos() {
        return config.timeout().toNanos();
    }

    /**
     * The shard's loop is stuck: a new shard takes over elsewhere.
     *
     * @param guilty the event whose call is stuck, if it is this subscription's
     */
    void replace(@Nullable EventIdentity guilty, Thread stuck) {
        ShardVerticle old = shard;
        if (old == null) {
            return;
        }
        if (guilty != null) {
            condemned.put(guilty, cause(stuck));
        }
        LOG.error("subscription {}: event loop {} is stuck; a new shard takes over", config.name(), stuck.getName());
        remember(old);
        halt();
        start().onFailure(failure -> LOG.error("subscription {} cannot start again", config.name(), failure));
    }

    private Cause cause(Thread stuck) {
        StringBuilder trace =
                new StringBuilder("stack of ").append(stuck.getName()).append(":\n");
        for (StackTraceElement element : stuck.getStackTrace()) {
            trace.append("\tat ").append(element).append('\n');
        }
        boolean idempotent = plan != null && plan.settings().idempotent();
        return new Cause(
                idempotent ? Cause.Kind.TIMEOUT : Cause.Kind.INDETERMINATE,
                "BlockedEventLoop",
                "the processor blocked its event loop for more than "
                        + config.timeout().toMillis()
                        + " ms and has not returned: whether it had effects is not known (a processor that must block"
                        + " implements BlockingProcessor)",
                trace.toString(),
                config.name() + ":BlockedEventLoop");
    }

    private Future<Void> failedToStart(long current, Throwable failure) {
        if (failure instanceof ShardMaker.LoopsStuckException && current == run) {
            return startElsewhere(current);
        }
        if (current == run) {
            drop(plan);
            plan = null;
        }
        if (failure instanceof StoreFailedException) {
            return Future.failedFuture(failure);
        }
        if (current == run && failure instanceof OrderChangedException) {
            hold("order-changed", String.valueOf(failure.getMessage()));
        } else if (current == run) {
            hold("failed", String.valueOf(failure.getMessage()));
            restartLater(current);
        }
        return Future.succeededFuture();
    }

    /** No loop of the plugin answers: it gets others, a few times. */
    private Future<Void> startElsewhere(long current) {
        ShardPlan stuck = plan;
        plan = null;
        if (stuck == null) {
            return Future.succeededFuture();
        }
        drop(stuck);
        ProcessorComponent processor = stuck.processor();
        Promise<Boolean> replacing = Promise.promise();
        new Thread(
                        () -> {
                            boolean replaced = host.components().replaceLoops(processor.plugin(), processor.vertx());
                            context.runOnContext(now -> replacing.complete(replaced));
                        },
                        "sidetrack-loops")
                .start();
        return replacing.future().compose(replaced -> {
            if (current != run) {
                return Future.succeededFuture();
            }
            if (replaced) {
                return start();
            }
            hold(
                    "failed",
                    "plugin '" + processor.plugin()
                            + "' has blocked every event loop it was given; its code must not"
                            + " block (a processor that must implements BlockingProcessor)");
            restartLater(current);
            return Future.succeededFuture();
        });
    }

    /** The shard stopped by itself. Storage has its own supervisor; a fenced shard has a successor; the rest starts anew. */
    private void failed(ShardVerticle which, Throwable cause) {
        if (which != shard || cause instanceof StoreFailedException) {
            return;
        }
        LOG.error("subscription {}: its shard stopped", config.name(), cause);
        if (System.nanoTime() - runningSinceNanos > HOLDS_NANOS) {
            restarts.reset();
        }
        remember(which);
        halt();
        if (!(cause instanceof FencedException)) {
            hold("failed", String.valueOf(cause.getMessage()));
            restartLater(run);
        }
    }

    private void restartLater(long current) {
        context.owner().setTimer(restarts.next(), id -> {
            if (current == run) {
                start().onFailure(failure -> LOG.error("subscription {} cannot start again", config.name(), failure));
            }
        });
    }

    private void remember(ShardVerticle old) {
        old.counters()
                .onSuccess(counters -> context.runOnContext(now -> {
                    processedBefore += counters.processed();
                    failedBefore += counters.failed();
                }));
    }

    private void hold(String newState, String why) {
        state = newState;
        detail = why;
        String now = newState + ": " + why;
        if (!held.equals(now)) {
            LOG.warn("subscription {}: {}", config.name(), now);
        }
        held = now;
    }

    private <T> Future<T> onContext(java.util.function.Supplier<Future<T>> task) {
        Promise<T> done = Promise.promise();
        context.runOnContext(now -> task.get().onComplete(done));
        return done.future();
    }
}
