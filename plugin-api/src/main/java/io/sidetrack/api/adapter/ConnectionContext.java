package io.sidetrack.api.adapter;

import io.sidetrack.api.config.Options;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * What an adapter connects with.
 *
 * @param vertx the plugin's own Vert.x; closed when the plugin stops
 * @param broker the broker's name in the configuration
 * @param options the broker's options, validated against the adapter's declaration
 * @param deadline how long connecting may take
 */
public record ConnectionContext(Vertx vertx, String broker, Options options, Duration deadline) {}
