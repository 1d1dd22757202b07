package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.config.SubscriptionConfig.HandlerUse;
import io.sidetrack.kernel.plugin.PluginChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions that a change of plugins concerns, each with what its next shard is made of.
 *
 * <p><b>Life.</b> Made before anything is stopped; then given to {@link HostedSubscriptions#exchange}, or {@link #drop}ped.
 */
public final class Exchange {
    private static final int MAKE_SECONDS = 30;

    private final String why;
    private final boolean comesBack;
    /** By subscription; {@code null} where the next shard makes its components itself, or there is none. */
    private final Map<String, @Nullable ShardPlan> plans = new LinkedHashMap<>();

    private Exchange(String why, boolean comesBack) {
        this.why = why;
        this.comesBack = comesBack;
    }

    /** A subscription that runs would not run after the change; the message says which and why. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Makes the components that the subscriptions name, of what is to come. Blocks while the factories of plugins do, each time for
     * {@value #MAKE_SECONDS} seconds at most.
     *
     * @param channels those of brokers whose adapter changes
     * @param running the subscriptions that run now
     * @throws RefusedException where what is to come lacks something that a running subscription needs, and does not just go; what
     *     was made is dropped
     */
    static Exchange of(
            List<SubscriptionConfig> configs,
            Topology topology,
            PluginChange change,
            Set<String> channels,
            Set<String> running)
            throws RefusedException {
        Set<String> plugins = change.plugins();
        boolean goes = change.step().to().isEmpty();
        Exchange exchange = new Exchange(
                "plugin '" + change.step().id() + "' was "
                        + change.step().kind().name().toLowerCase(java.util.Locale.ROOT),
                !goes);
        for (SubscriptionConfig config : configs) {
            if (uses(config, plugins)) {
                try {
                    exchange.plans.put(config.name(), make(() -> ShardPlan.of(config, change.after(), topology)));
                } catch (RuntimeException e) {
                    if (!goes && running.contains(config.name())) {
                        exchange.drop();
                        throw new RefusedException(
                                "subscription '" + config.name() + "' could not go on with it: " + e.getMessage(), e);
                    }
                    exchange.plans.put(config.name(), null);
                }
            } else if (concerns(config, plugins, channels)) {
                exchange.plans.put(config.name(), null);
            }
        }
        return exchange;
    }

    private static ShardPlan make(Supplier<ShardPlan> factory) {
        CompletableFuture<ShardPlan> making = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        making.complete(factory.get());
                    } catch (Throwable e) { // a plugin may throw anything
                        making.completeExceptionally(e);
                    }
                },
                "sidetrack-components");
        thread.setDaemon(true);
        thread.start();
        try {
            return making.get(MAKE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            making.thenAccept(ComponentClosing::close);
            throw new IllegalStateException("its components were not made within " + MAKE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the making of its components was interrupted", e);
        }
    }

    String why() {
        return why;
    }

    /** Whether what stops goes on at once with what has come. */
    boolean comesBack() {
        return comesBack;
    }

    Map<String, @Nullable ShardPlan> plans() {
        return plans;
    }

    /** Closes what was made. */
    public void drop() {
        plans.values().forEach(plan -> {
            if (plan != null) {
                ComponentClosing.close(plan);
            }
        });
    }

    /** Whether a change of these plugins, and of adapters that connect these channels, concerns a subscription. */
    static boolean concerns(SubscriptionConfig config, Set<String> plugins, Set<String> channels) {
        return uses(config, plugins)
                || Stream.concat(config.from().stream(), config.to().values().stream())
                        .anyMatch(channels::contains);
    }

    private static boolean uses(SubscriptionConfig config, Set<String> plugins) {
        return references(config).anyMatch(reference -> plugins.contains(plugin(reference)));
    }

    /** The components of plugins that it names. */
    static Stream<String> references(SubscriptionConfig config) {
        return Stream.concat(
                Stream.of(config.processor()), config.onError().stream().map(HandlerUse::use));
    }

    private static String plugin(String reference) {
        return reference.substring(0, Math.max(0, reference.indexOf('.')));
    }
}
