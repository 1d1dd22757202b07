package io.sidetrack.kernel.lifecycle;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidetrack.kernel.lifecycle.Subscriptions.SubscriptionState;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The node's metrics, as Prometheus reads them.
 *
 * <p><b>Life.</b> Made at the start, closed at the end. The numbers of the subscriptions are asked for at each scrape, so that
 * counting costs the main line nothing.
 *
 * <p><b>Threading.</b> Thread-safe.
 */
public final class NodeMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Map<String, SubscriptionState> latest = new ConcurrentHashMap<>();
    private final Subscriptions subscriptions;

    public NodeMetrics(NodeStatus node, Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collections.bindTo(registry);
        TimeGauge.builder(
                        "process.uptime",
                        ManagementFactory.getRuntimeMXBean(),
                        TimeUnit.MILLISECONDS,
                        jvm -> jvm.getUptime())
                .register(registry);
        Gauge.builder("sidetrack.ready", node, status -> status.notReady().isEmpty() ? 1 : 0)
                .description("1 when the node is ready, else 0")
                .strongReference(true)
                .register(registry);
    }

    /** The text exposition. Where the store cannot tell, the numbers of the subscriptions are those of the last scrape. */
    public Future<String> scrape() {
        return subscriptions
                .list()
                .andThen(listed -> {
                    if (listed.succeeded()) {
                        update(listed.result());
                    }
                })
                .otherwise(List.of())
                .map(states -> registry.scrape());
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private void update(List<SubscriptionState> states) {
        for (SubscriptionState state : states) {
            if (latest.put(state.name(), state) == null) {
                register(state.name());
            }
        }
        latest.keySet().retainAll(states.stream().map(SubscriptionState::name).toList());
    }

    private void register(String name) {
        counter(name, "processed", "Events done since the node started", SubscriptionState::processed);
        counter(name, "failed", "Attempts failed since the node started", SubscriptionState::failed);
        gauge(name, "running", "1 when the subscription runs, else 0", s -> "running".equals(s.state()) ? 1 : 0);
        gauge(name, "in.flight", "Deliveries received and not yet settled", SubscriptionState::inFlight);
        gauge(name, "lag", "Events behind the last one of its slowest channel, -1 if unknown", SubscriptionState::lag);
        gauge(name, "sidings", "Keys whose events wait", SubscriptionState::sidings);
        gauge(name, "parked", "Events on sidings, heads included", SubscriptionState::parked);
        gauge(name, "errors.open", "Errored events that wait for a person", SubscriptionState::open);
    }

    private void counter(String name, String what, String help, ToDoubleFunction<SubscriptionState> value) {
        FunctionCounter.builder("sidetrack.subscription." + what, latest, all -> of(all.get(name), value))
                .tags(Tags.of("subscription", name))
                .description(help)
                .register(registry);
    }

    private void gauge(String name, String what, String help, ToDoubleFunction<SubscriptionState> value) {
        Gauge.builder("sidetrack.subscription." + what, latest, all -> of(all.get(name), value))
                .tags(Tags.of("subscription", name))
                .description(help)
                .strongReference(true)
                .register(registry);
    }

    private static double of(@Nullable SubscriptionState state, ToDoubleFunction<SubscriptionState> value) {
        return state == null ? Double.NaN : value.applyAsDouble(state);
    }
}
