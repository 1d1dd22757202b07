package io.sidetrack.kernel.plugin;

import io.sidetrack.api.PluginContext;
import io.sidetrack.api.SidetrackPlugin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A plugin's start and close on one of its own event loops. Start is undone where it fails or is given up. */
final class PluginVerticle extends VerticleBase {
    private final SidetrackPlugin plugin;
    private final PluginContext pluginContext;
    private final Promise<Void> started = Promise.promise();

    PluginVerticle(SidetrackPlugin plugin, PluginContext pluginContext) {
        this.plugin = plugin;
        this.pluginContext = pluginContext;
    }

    @Override
    public Future<?> start() {
        settled("start()", () -> plugin.start(pluginContext)).onComplete(result -> {
            if (result.succeeded()) {
                started.tryComplete();
            } else {
                started.tryFail(result.cause());
            }
        });
        return started.future().recover(failure -> stop().transform(any -> Future.failedFuture(failure)));
    }

    @Override
    public Future<?> stop() {
        return settled("close()", plugin::close);
    }

    /** Fails a start that is still under way; callable from any thread. */
    void giveUp(Throwable reason) {
        started.tryFail(reason);
    }

    /** What a plugin's call came to, whatever it throws. */
    private static Future<Void> settled(String call, Supplier<@Nullable Future<Void>> code) {
        try {
            Future<Void> future = code.get();
            return future == null ? Future.failedFuture(new PluginFailure(call + " returned null")) : future;
        } catch (Throwable e) {
            return Future.failedFuture(e);
        }
    }
}
