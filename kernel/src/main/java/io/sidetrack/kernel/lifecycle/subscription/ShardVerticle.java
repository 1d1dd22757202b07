package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.channel.Reading;
import io.sidetrack.kernel.dispatch.EventIdentity;
import io.sidetrack.kernel.dispatch.Shard;
import io.sidetrack.kernel.dispatch.ShardCounters;
import io.sidetrack.kernel.dispatch.ShardListener;
import io.sidetrack.kernel.dispatch.ShardPorts;
import io.sidetrack.kernel.dispatch.ShardSettings;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Progress;
import io.sidetrack.kernel.store.Recovery;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard on a loop of its plugin, with its sources.
 *
 * <p><b>Life.</b> Deployed with what the store recovered; opens its sources, and again when one breaks; undeployed, or left behind
 * where its loop is stuck: {@link #abandon} makes it void from any thread. It tells its deployment's id before it calls anything.
 */
final class ShardVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ShardVerticle.class);
    private static final long REOPEN_MILLIS = 1_000;

    private final HostContext host;
    private final ShardPlan plan;
    private final Fence fence;
    private final Recovery recovery;
    private final Map<EventIdentity, Cause> condemned;
    private final Consumer<String> up;
    private final Consumer<Throwable> failed;
    private final Map<String, Source> sources = new HashMap<>();
    private volatile boolean paused;
    private volatile boolean abandoned;
    private volatile @Nullable Thread thread;
    private volatile @Nullable ComponentInvoker invoker;
    private volatile @Nullable Shard shard;
    private volatile ShardCounters counters = new ShardCounters(0, 0, 0, 0, 0, 0, 0, 0, null, false);

    ShardVerticle(
            HostContext host,
            ShardPlan plan,
            Fence fence,
            Recovery recovery,
            boolean paused,
            Map<EventIdentity, Cause> condemned,
            Consumer<String> up,
            Consumer<Throwable> failed) {
        this.host = host;
        this.plan = plan;
        this.fence = fence;
        this.recovery = recovery;
        this.paused = paused;
        this.condemned = condemned;
        this.up = up;
        this.failed = failed;
    }

    @Override
    public Future<?> start() {
        if (abandoned) {
            return Future.failedFuture("abandoned before its loop was free");
        }
        thread = Thread.currentThread();
        ShardSettings settings = plan.settings();
        LoopTimers timers = new LoopTimers(context);
        ComponentInvoker calls = new ComponentInvoker(plan.processor(), context);
        invoker = calls;
        ShardPorts ports = new ShardPorts(
                timers,
                timers,
                new LoopStore(host.store().shards(), context),
                calls,
                new TopologyEmitter(host.topology(), context),
                new ComponentHandlers(plan.handlers(), context),
                host.ids(),
                RandomGenerator.getDefault(),
                new Failing(host.listeners().apply(settings.subscription())));
        Shard made = new Shard(settings, ports, fence, recovery);
        made.condemn(new HashMap<>(condemned)); // each shard anew, until one of them has brought it into the store
        shard = made;
        made.pause(
                paused); // read after the shard can be seen: a pause that comes meanwhile is seen here or reaches the
        // shard
        up.accept(context.deploymentID()); // before the first call, which may block the loop: the watchdog must know of
        // it
        context.runOnContext(now -> begin(made));
        return Future.succeededFuture();
    }

    private void begin(Shard made) {
        if (abandoned) {
            return;
        }
        try {
            made.start();
            plan.settings().sources().keySet().forEach(this::open);
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }

    @Override
    public Future<?> stop() {
        abandon();
        Future<?> closed = Future.succeededFuture();
        for (Source source : List.copyOf(sources.values())) {
            closed = closed.eventually(source::close);
        }
        return closed;
    }

    /** Nothing it has under way counts any more. Any thread. */
    void abandon() {
        abandoned = true;
        Shard running = shard;
        if (running != null) {
            running.stop();
        }
    }

    /** The loop's thread, once it runs. */
    @Nullable
    Thread thread() {
        return thread;
    }

    /** The call that is on the loop now. */
    ComponentInvoker.@Nullable OnLoop onLoop() {
        ComponentInvoker calls = invoker;
        return calls == null ? null : calls.onLoop();
    }

    /** The latest counters at hand, and a request for newer ones. */
    Future<ShardCounters> counters() {
        Promise<ShardCounters> answer = Promise.promise();
        context.runOnContext(now -> {
            Shard running = shard;
            if (running != null) {
                counters = running.counters();
            }
            answer.tryComplete(counters);
        });
        return answer.future()
                .timeout(500, java.util.concurrent.TimeUnit.MILLISECONDS)
                .otherwise(late -> counters);
    }

    Future<Outcome> decide(
            String erroredId, String lane, long expectedVersion, Verdict verdict, String by, String note) {
        Promise<Outcome> answer = Promise.promise();
        context.runOnContext(now -> Objects.requireNonNull(shard)
                .decide(erroredId, lane, expectedVersion, verdict, by, note, answer::tryComplete));
        return answer.future();
    }

    /** Before its deployment, while that is under way, or after. Any thread. */
    void pause(boolean pause) {
        paused = pause;
        Shard running = shard;
        if (running != null) {
            context.runOnContext(now -> running.pause(paused));
        }
    }

    /** Completes when nothing is under way any more. */
    Future<Void> drain() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> Objects.requireNonNull(shard).drain(done::tryComplete));
        return done.future();
    }

    private void open(String channel) {
        if (abandoned) {
            return;
        }
        Context here = context;
        Map<String, Long> committed = new HashMap<>();
        if (host.topology().isEmbedded(channel)) {
            Progress progress = recovery.progress().get(channel);
            committed.put(channel, progress == null ? 0 : progress.watermark());
        }
        Long rewound = recovery.logGenerations().get(channel);
        String reader = plan.settings().subscription();
        host.topology()
                .openSource(
                        new Reading(
                                channel,
                                rewound == null ? reader : reader + "." + rewound, // no configured name has a dot
                                false,
                                Map.of(),
                                committed),
                        new ToShard(channel, here))
                .onComplete(opened -> here.runOnContext(now -> opened(channel, opened)));
    }

    private void opened(String channel, AsyncResult<Source> opened) {
        if (opened.failed()) {
            if (!(opened.cause() instanceof StoreFailedException)) {
                LOG.warn(
                        "subscription {}: source {} cannot be opened: {}",
                        plan.settings().subscription(),
                        channel,
                        opened.cause().getMessage());
            }
            reopen(channel);
        } else if (abandoned) {
            opened.result().close();
        } else {
            sources.put(channel, opened.result());
            Objects.requireNonNull(shard).attach(channel, opened.result());
        }
    }

    private void reopen(String channel) {
        if (!abandoned) {
            vertx.setTimer(REOPEN_MILLIS, id -> open(channel));
        }
    }

    static ShardSettings.ReceiptKind receiptKind(boolean embedded, Capabilities capabilities) {
        if (embedded) {
            return ShardSettings.ReceiptKind.POSITION;
        }
        return capabilities.kind() == Capabilities.Kind.LOG
                ? ShardSettings.ReceiptKind.MARK
                : ShardSettings.ReceiptKind.INBOX;
    }

    /** Tells the host when the shard has stopped by itself, besides the listener. */
    private final class Failing implements ShardListener {
        private final ShardListener listener;

        Failing(ShardListener listener) {
            this.listener = listener;
        }

        @Override
        public void failed(Throwable cause) {
            listener.failed(cause);
            failed.accept(cause);
        }

        @Override
        public void errored(String id, String lane, io.sidetrack.kernel.store.Status status, Cause cause) {
            condemned.values().removeIf(known -> known == cause);
            listener.errored(id, lane, status, cause);
        }

        @Override
        public void decided(String id, Verdict verdict, String by) {
            listener.decided(id, verdict, by);
        }

        @Override
        public void succeeded(String id) {
            listener.succeeded(id);
        }

        @Override
        public void circuit(@Nullable Cause cause) {
            listener.circuit(cause);
        }
    }

    /** A source's calls, on the shard's thread in their order. */
    private final class ToShard implements Receiver {
        private final String channel;
        private final Context here;

        ToShard(String channel, Context here) {
            this.channel = channel;
            this.here = here;
        }

        @Override
        public void received(List<Delivery> batch) {
            onShard(running -> running.received(channel, batch));
        }

        @Override
        public Future<Void> assigned(List<Assignment> assignments) {
            Promise<Void> taken = Promise.promise();
            onShard(running -> {
                running.assigned(channel, assignments);
                taken.complete();
            });
            return taken.future();
        }

        @Override
        public Future<Void> revoked(List<Assignment> assignments) {
            Promise<Void> gone = Promise.promise();
            onShard(running -> running.revoked(channel, assignments, gone::tryComplete));
            return gone.future();
        }

        @Override
        public void lost(List<Assignment> assignments) {
            onShard(running -> running.lost(channel, assignments));
        }

        @Override
        public void failed(Throwable cause) {
            here.runOnContext(now -> {
                Source broken = sources.remove(channel);
                if (broken != null) {
                    broken.close();
                }
                reopen(channel);
            });
        }

        private void onShard(Consumer<Shard> call) {
            if (Vertx.currentContext() == here) {
                call.accept(Objects.requireNonNull(shard));
            } else {
                here.runOnContext(now -> call.accept(Objects.requireNonNull(shard)));
            }
        }
    }
}
