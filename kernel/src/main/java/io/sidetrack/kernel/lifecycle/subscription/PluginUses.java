package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.lifecycle.PluginUse;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.kernel.plugin.PluginDetail;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds the subscriptions that a replacement of one plugin concerns. Stateless. */
public final class PluginUses {
    private PluginUses() {}

    /** @param channelsOf the channels of the brokers that these adapters connect */
    public static List<PluginUse> of(
            Collection<SubscriptionConfig> configs,
            PluginDetail plugin,
            Function<Set<String>, Set<String>> channelsOf) {
        String id = plugin.info().id();
        Set<String> plugins = new HashSet<>(Set.of(id));
        Set<String> adapters = new HashSet<>(plugin.info().brokerAdapters());
        for (PluginInfo replaced : plugin.replaced()) {
            plugins.add(replaced.id());
            adapters.addAll(replaced.brokerAdapters());
        }
        Set<String> channels = channelsOf.apply(adapters);
        List<PluginUse> uses = new ArrayList<>();
        for (SubscriptionConfig config : configs) {
            if (Exchange.concerns(config, plugins, channels)) {
                Set<String> components = new TreeSet<>();
                Exchange.references(config)
                        .filter(reference -> reference.startsWith(id + "."))
                        .forEach(reference -> components.add(reference.substring(id.length() + 1)));
                plugin.info().brokerAdapters().stream()
                        .filter(adapter -> channels(config).anyMatch(channelsOf.apply(Set.of(adapter))::contains))
                        .forEach(components::add);
                uses.add(new PluginUse(config.name(), List.copyOf(components)));
            }
        }
        return uses;
    }

    private static Stream<String> channels(SubscriptionConfig config) {
        return Stream.concat(config.from().stream(), config.to().values().stream());
    }
}
