package io.sidetrack.kernel.plugin;

import io.sidetrack.api.Health;
import io.sidetrack.api.PluginContext;
import io.sidetrack.api.SidetrackPlugin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A plugin's start and close on one of its own event loops. Start is undone where it fails or is given up. */
final class PluginVerticle extends VerticleBase {
    private final SidetrackPlugin plugin;
    private final PluginContext pluginContext;
    private final Promise<Void> started = Promise.promise();
    private final Promise<Void> stopped = Promise.promise();

    PluginVerticle(SidetrackPlugin plugin, PluginContext pluginContext) {
        this.plugin = plugin;
        this.pluginContext = pluginContext;
    }

    @Override
    public Future<?> start() {
        settle(started, "start()", () -> plugin.start(pluginContext));
        return started.future().recover(failure -> stop().transform(any -> Future.failedFuture(failure)));
    }

    @Override
    public Future<?> stop() {
        settle(stopped, "close()", plugin::close);
        return stopped.future();
    }

    /** What the plugin says of itself, on its event loop; whatever it throws is a failure. */
    Future<Health> health() {
        Promise<Health> promise = Promise.promise();
        try {
            context.runOnContext(now -> settle(promise, "health()", plugin::health));
        } catch (RejectedExecutionException e) {
            promise.tryFail("it has just been stopped");
        }
        return promise.future();
    }

    /** Fails a start that is still under way, which closes the plugin; callable from any thread. */
    void giveUpStart(Throwable reason) {
        started.tryFail(reason);
    }

    /** Fails a stop that is still under way; callable from any thread. */
    void giveUpStop(Throwable reason) {
        stopped.tryFail(reason);
    }

    /** Settles a promise by what a plugin's call comes to, whatever it throws. */
    private static <T> void settle(Promise<T> promise, String call, Supplier<@Nullable Future<T>> code) {
        try {
            Future<T> future = code.get();
            if (future == null) {
                promise.tryFail(new PluginFailure(call + " returned null"));
            } else {
                future.onSuccess(promise::tryComplete).onFailure(promise::tryFail);
            }
        } catch (Throwable e) {
            promise.tryFail(e);
        }
    }
}
