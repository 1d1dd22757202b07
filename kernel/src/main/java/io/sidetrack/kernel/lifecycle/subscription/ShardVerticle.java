package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.dispatch.EventIdentity;
import io.sidetrack.kernel.dispatch.Shard;
import io.sidetrack.kernel.dispatch.ShardCounters;
import io.sidetrack.kernel.dispatch.ShardListener;
import io.sidetrack.kernel.dispatch.ShardPorts;
import io.sidetrack.kernel.dispatch.ShardSettings;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Recovery;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A shard on a loop of its plugin, with its sources.
 *
 * <p><b>Life.</b> Deployed with what the store recovered; opens its sources, and again when one breaks; undeployed, or left behind
 * where its loop is stuck: {@link #abandon} makes it void from any thread. It tells its deployment's id before it calls anything.
 */
final class ShardVerticle extends VerticleBase {
    private static final long LAG_MILLIS = 500;

    private final HostContext host;
    private final ShardPlan plan;
    private final Fence fence;
    private final Recovery recovery;
    private final Map<EventIdentity, Cause> condemned;
    private final Consumer<String> up;
    private final Consumer<Throwable> failed;
    private volatile boolean paused;
    private volatile boolean abandoned;
    private volatile boolean returning;
    private volatile @Nullable Thread thread;
    private volatile @Nullable ComponentInvoker invoker;
    private volatile @Nullable Shard shard;
    private volatile @Nullable ShardSources sources;
    private volatile ShardCounters counters = ShardCounters.NONE;

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
        sources = new ShardSources(host, plan.config(), fence, recovery.progress(), made, context);
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
            Objects.requireNonNull(sources).open();
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }

    @Override
    public Future<?> stop() {
        abandon();
        ShardSources opened = sources;
        return opened == null ? Future.succeededFuture() : opened.close(returning);
    }

    /** Another shard of the subscription opens its sources again at once. Before it is undeployed; any thread. */
    void returning() {
        returning = true;
    }

    /** Nothing it has under way counts any more. Any thread. */
    void abandon() {
        abandoned = true;
        ShardSources opened = sources;
        if (opened != null) {
            opened.end();
        }
        Shard running = shard;
        if (running != null) {
            running.stop();
        }
        ComponentInvoker calls = invoker;
        if (calls != null) {
            calls.abandon();
        }
    }

    /** How its sources stand, by channel; none before it has started. Any thread. */
    Map<String, SourceStanding> standings() {
        ShardSources opened = sources;
        return opened == null ? Map.of() : opened.standings();
    }

    /** The lag of its remote channels, see {@link ShardSources#lag}; -1 where nobody tells in time. Any thread. */
    Future<Long> lag() {
        Promise<Long> answer = Promise.promise();
        context.runOnContext(now -> {
            ShardSources opened = sources;
            (opened == null ? Future.succeededFuture(-1L) : opened.lag()).onComplete(answer);
        });
        return answer.future().timeout(LAG_MILLIS, TimeUnit.MILLISECONDS).otherwise(late -> -1L);
    }

    /** Succeeds when it reads all its channels, or does not within the deadline. After its deployment. */
    Future<Void> reading(Duration deadline) {
        Promise<Void> answer = Promise.promise();
        context.runOnContext(now -> Objects.requireNonNull(sources).reading().onComplete(answer));
        return answer.future()
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
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
        return answer.future().timeout(500, TimeUnit.MILLISECONDS).otherwise(late -> counters);
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

    /** Drops everything; see {@link Shard#giveUp}. Not answered while its loop is stuck. */
    Future<Set<EventIdentity>> giveUp() {
        Promise<Set<EventIdentity>> unended = Promise.promise();
        context.runOnContext(
                now -> unended.complete(Objects.requireNonNull(shard).giveUp()));
        return unended.future();
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
}
