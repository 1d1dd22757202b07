package io.sidetrack.api;

import io.sidetrack.api.config.Options;
import io.vertx.core.Vertx;

/** A plugin's own surroundings: nothing in it belongs to the kernel or to another plugin. */
public interface PluginContext {

    /** The plugin's id, as {@code plugin.id} in its {@code plugin.properties}. */
    String id();

    /** The plugin's own Vert.x: its timers, consumers, servers and threads end with the plugin. */
    Vertx vertx();

    /** The plugin's options, validated against {@link Contributions#options}. */
    Options options();
}
