package io.sidetrack.api;

import io.vertx.core.Future;
import org.pf4j.Plugin;

/**
 * The one class of a plugin that the kernel knows by name: {@code plugin.class} in the jar's {@code plugin.properties}.
 *
 * <p><b>Life.</b> Created by its no-argument constructor; {@link #contribute} once; {@link #start(PluginContext)} once, before
 * any component is created; then the components live; {@link #close} once, after every component has been closed. A plugin that
 * fails to start is shown as failed, and what it had started is closed.
 *
 * <p><b>Threading.</b> {@link #contribute} runs on a thread of the kernel and must only register. {@code start} and
 * {@code close} run on an event loop of the plugin; never block it.
 */
public abstract class SidetrackPlugin extends Plugin {

    /** Registers the plugin's components. No I/O, no threads: this also runs when a configuration is merely checked. */
    public abstract void contribute(Contributions add);

    /** Opens what the components share. The components are created when the future has succeeded. */
    public Future<Void> start(PluginContext context) {
        return Future.succeededFuture();
    }

    /** Closes what {@link #start(PluginContext)} opened, completely: threads, connections, drivers. */
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
