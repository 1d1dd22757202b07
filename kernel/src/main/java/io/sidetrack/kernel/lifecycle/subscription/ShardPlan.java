package io.sidetrack.kernel.lifecycle.subscription;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.config.Place;
import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.config.SubscriptionConfig.HandlerUse;
import io.sidetrack.kernel.dispatch.ShardSettings;
import io.sidetrack.kernel.plugin.Components;
import io.sidetrack.kernel.plugin.Components.HandlerComponent;
import io.sidetrack.kernel.plugin.Components.ProcessorComponent;
import io.sidetrack.kernel.store.SubscriptionSpec;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of the configuration with the components it names: what a shard is made of.
 *
 * @param handlers in the order of the configuration
 */
record ShardPlan(
        SubscriptionConfig config,
        ShardSettings settings,
        ProcessorComponent processor,
        List<ComponentHandlers.Use> handlers) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration HANDLER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(2);
    private static final int WINDOW = 8_192;
    private static final int MAX_HANDLED = 10;
    private static final int DRIVERS = 256;
    private static final int KEPT_LANES = 65_536;

    /** A component that the configuration names and no started plugin contributes. */
    static final class MissingComponentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingComponentException(String kind, String reference, Components components) {
            super(
                    "no started plugin contributes " + kind + " " + reference
                            + components.plugins().stream()
                                    .filter(plugin -> plugin.isQuarantined() && reference.startsWith(plugin.id() + "."))
                                    .findFirst()
                                    .map(plugin -> ": plugin '" + plugin.id() + "' is quarantined: " + plugin.problem())
                                    .orElse(
                                            "; drop its jar into the plugins folder, or look at 'plugin list' for why it failed"));
        }
    }

    /** Makes new instances of the components; throws {@link MissingComponentException}. */
    static ShardPlan of(SubscriptionConfig config, Components components, Topology topology) {
        ProcessorComponent processor = components
                .processor(config.processor())
                .orElseThrow(() -> new MissingComponentException("processor", config.processor(), components));
        List<ComponentHandlers.Use> handlers = new ArrayList<>();
        for (HandlerUse use : config.onError()) {
            HandlerComponent component = components
                    .errorHandler(use.use())
                    .orElseThrow(() -> new MissingComponentException("error handler", use.use(), components));
            handlers.add(new ComponentHandlers.Use(component, use.whenType()));
        }
        return new ShardPlan(config, settings(config, processor, topology), processor, handlers);
    }

    /** What the store must know of it. Fails where the store does. */
    static Future<SubscriptionSpec> spec(SubscriptionConfig config, Topology topology) {
        List<String> embedded =
                config.from().stream().filter(topology::isEmbedded).toList();
        String order = "ordering " + config.ordering().name().toLowerCase(java.util.Locale.ROOT) + ", key "
                + config.keyFrom() + ", from " + String.join(" ", places(config, topology));
        Map<String, Long> starts = new HashMap<>();
        Future<?> found = Future.succeededFuture();
        for (String channel : embedded) {
            Place start = config.start(channel);
            if (start instanceof Place.Latest) {
                starts.put(channel, Long.MAX_VALUE);
            } else if (!(start instanceof Place.Earliest)) {
                found = found.compose(before -> new Places(topology).positions(channel, start))
                        .map(positions -> {
                            starts.putAll(positions);
                            return null;
                        });
            }
        }
        return found.map(all -> new SubscriptionSpec(config.name(), embedded, order, starts));
    }

    /** The channels it reads, sorted; a remote one with where it lies, for another address has other positions. */
    private static List<String> places(SubscriptionConfig config, Topology topology) {
        return config.from().stream()
                .sorted()
                .map(channel -> topology.isEmbedded(channel) ? channel : channel + "@" + topology.place(channel))
                .toList();
    }

    private static ShardSettings settings(SubscriptionConfig config, ProcessorComponent processor, Topology topology) {
        Map<String, ShardSettings.ReceiptKind> sources = new LinkedHashMap<>();
        for (String channel : config.from()) {
            sources.put(
                    channel, ShardVerticle.receiptKind(topology.isEmbedded(channel), topology.capabilities(channel)));
        }
        Map<String, ShardSettings.Output> outputs = new LinkedHashMap<>();
        config.to()
                .forEach((output, channel) ->
                        outputs.put(output, new ShardSettings.Output(channel, topology.isEmbedded(channel))));
        return new ShardSettings(
                config.name(),
                sources,
                outputs,
                ShardSettings.Ordering.valueOf(config.ordering().name()),
                keyRule(config.keyFrom()),
                config.concurrency(),
                WINDOW,
                config.timeout(),
                config.grace(),
                config.retry().attempts(),
                config.retry().backoff(),
                config.retry().maxBackoff(),
                PATIENCE,
                HANDLER_TIMEOUT,
                MAX_HANDLED,
                isIdempotent(processor),
                config.circuit(),
                PROBE_INTERVAL,
                config.maxParked(),
                DRIVERS,
                KEPT_LANES);
    }

    private static Function<CloudEvent, @Nullable String> keyRule(String keyFrom) {
        return switch (keyFrom) {
            case "default" -> EventKeys::defaultKey;
            case "subject" -> CloudEvent::getSubject;
            default ->
                event -> {
                    Object value = event.getExtension(keyFrom);
                    return value == null ? null : value.toString();
                };
        };
    }

    private static boolean isIdempotent(ProcessorComponent component) {
        if (component.processor() != null) {
            return component.processor().idempotent();
        }
        return component.blocking() != null && component.blocking().idempotent();
    }
}
