package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Recovery;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What shards of a subscription are made of: components, a fence, what the store recovered, an event loop of the plugin.
 *
 * <p><b>Threading.</b> Called and answered on the context given, a loop of the kernel; what may block is left to others.
 */
final class ShardMaker {
    static final int MAKE_SECONDS = 30;
    private static final long DEPLOY_MILLIS = 1_000;
    private static final int DEPLOY_TRIES = 3;

    private final HostContext host;
    private final SubscriptionConfig config;
    private final Context context;

    ShardMaker(HostContext host, SubscriptionConfig config, Context context) {
        this.host = host;
        this.config = config;
        this.context = context;
    }

    /** A shard on a loop of its plugin. */
    record Deployed(ShardVerticle shard, String id) {}

    /** No event loop of the plugin has answered. */
    static final class LoopsStuckException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LoopsStuckException() {
            super("no event loop of the plugin answers");
        }
    }

    /** New components. They are made on a worker: nobody knows how long the factories of plugins take. */
    Future<ShardPlan> plan() {
        Future<ShardPlan> making =
                context.owner().executeBlocking(() -> ShardPlan.of(config, host.components(), host.topology()), false);
        return making.timeout(MAKE_SECONDS, TimeUnit.SECONDS)
                .onFailure(late -> making.onSuccess(ComponentClosing::close));
    }

    /** A new fence; whatever stood under an older one counts no more. */
    Future<Fence> fence() {
        return ShardPlan.spec(config, host.topology()).compose(spec -> onContext(() -> store().acquire(spec)));
    }

    Future<Recovery> recover(Fence fence) {
        return store().recover(fence);
    }

    /**
     * Puts a shard on a loop of its plugin. A loop that is stuck does not answer: then the next one is tried, a few times, until it
     * fails with {@link LoopsStuckException}.
     *
     * @param maker makes it anew for each try, given where it tells that it is up
     * @param wanted whether it is still asked for; where it is not, it is undone and the future fails
     */
    Future<Deployed> deploy(ShardPlan plan, Function<Consumer<String>, ShardVerticle> maker, BooleanSupplier wanted) {
        return deploy(plan, maker, wanted, DEPLOY_TRIES);
    }

    private Future<Deployed> deploy(
            ShardPlan plan, Function<Consumer<String>, ShardVerticle> maker, BooleanSupplier wanted, int tries) {
        Promise<String> answered = Promise.promise();
        ShardVerticle verticle = maker.apply(id -> context.runOnContext(now -> answered.tryComplete(id)));
        plan.processor()
                .vertx()
                .deployVerticle(
                        verticle,
                        new DeploymentOptions().setClassLoader(plan.processor().loader()))
                .onFailure(failure -> context.runOnContext(now -> answered.tryFail(failure)));
        context.owner().setTimer(DEPLOY_MILLIS, id -> answered.tryFail(new LoopsStuckException()));
        return answered.future()
                .compose(id -> {
                    if (!wanted.getAsBoolean()) {
                        plan.processor().vertx().undeploy(id);
                        return Future.failedFuture("another one has taken its place");
                    }
                    return Future.succeededFuture(new Deployed(verticle, id));
                })
                .recover(failure -> {
                    verticle.abandon();
                    return tries > 1 && wanted.getAsBoolean()
                            ? deploy(plan, maker, wanted, tries - 1)
                            : Future.failedFuture(failure);
                });
    }

    /** Takes a shard off its loop and closes what it was made of. Always succeeds, within deadlines. */
    Future<Void> undeploy(@Nullable ShardPlan of, @Nullable String id) {
        if (of == null || id == null) {
            return Future.succeededFuture();
        }
        Future<Void> gone = of.processor()
                .vertx()
                .undeploy(id)
                .timeout(DEPLOY_MILLIS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
        return gone.eventually(() -> ComponentClosing.close(of));
    }

    private LoopStore store() {
        return new LoopStore(host.store().shards(), context);
    }

    private <T> Future<T> onContext(Supplier<Future<T>> task) {
        Promise<T> done = Promise.promise();
        context.runOnContext(now -> task.get().onComplete(done));
        return done.future();
    }
}
