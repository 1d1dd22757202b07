package io.sidetrack.kernel.channel;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * The event loop of a plugin on which the adapter of one broker is called, with the plugin's loader as context class loader.
 * Ends with the plugin's Vert.x, and says so.
 */
final class AdapterLoop extends VerticleBase {
    private final Runnable ended;

    /** @param ended called when it is undeployed, on its thread */
    AdapterLoop(Runnable ended) {
        this.ended = ended;
    }

    Context loop() {
        return context;
    }

    @Override
    public Future<?> stop() {
        ended.run();
        return Future.succeededFuture();
    }
}
