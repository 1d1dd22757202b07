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

    /**
     * How the plugin is, as it sees itself. It is shown to people who look at the plugin; nothing is decided by it.
     *
     * <p>Called on an event loop of the plugin while it runs, each time somebody looks: answer from what is known, or ask with a
     * deadline. What has not come within a second is shown as no answer, and it is not called again before it has come. What it
     * throws, and what it fails with, is shown as {@link Health.Status#DOWN}.
     */
    public Future<Health> health() {
        return Future.succeededFuture(Health.unknown());
    }

    /** Closes what {@link #start(PluginContext)} opened, completely: threads, connections, drivers. */
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
