package io.sidetrack.kernel.plugin;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.Options;
import io.sidetrack.kernel.config.NodeConfig;
import io.sidetrack.kernel.config.Problem;
import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.config.Suggestion;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Checks a configuration against the plugins at hand: that each component it names is contributed, and that options are as
 * plugins and adapters declare them. No component is created. A node starts in spite of what is found here: a missing
 * processor is a state of its subscription, as a plugin may be dropped later.
 */
public final class ComponentCheck {
    private final NodeConfig config;
    private final Components components;
    private final List<Problem> problems = new ArrayList<>();

    private ComponentCheck(NodeConfig config, Components components) {
        this.config = config;
        this.components = components;
    }

    /** Every problem; lines are added by {@code ConfigFile.exception}. */
    public static List<Problem> problems(NodeConfig config, Components components) {
        ComponentCheck check = new ComponentCheck(config, components);
        check.plugins();
        config.brokers().values().forEach(check::broker);
        config.subscriptions().values().forEach(check::subscription);
        return List.copyOf(check.problems);
    }

    private void plugins() {
        List<PluginInfo> found = components.plugins();
        List<String> ids = found.stream().map(PluginInfo::id).toList();
        config.plugins().values().forEach(plugin -> {
            if (!ids.contains(plugin.id())) {
                add(
                        "plugins." + plugin.id(),
                        "there is no such plugin in the plugins folder" + Suggestion.among(ids, plugin.id()));
            }
        });
        for (PluginInfo plugin : found) {
            String path = "plugins." + plugin.id();
            List<Problem> options = components.optionProblems(plugin.id());
            if (plugin.problem() != null && options.isEmpty()) {
                add(
                        DescriptorReader.NAME.matcher(plugin.id()).matches() ? path : "",
                        plugin.jar() + ": " + plugin.problem());
            }
            problems.addAll(options);
        }
    }

    private void broker(NodeConfig.BrokerConfig broker) {
        String path = "brokers." + broker.name();
        components
                .adapterOptions(broker.adapter())
                .ifPresentOrElse(
                        declared -> problems.addAll(options(path + ".options", declared, broker.options())),
                        () -> add(
                                path + ".adapter",
                                "is '" + broker.adapter() + "', a broker adapter that no plugin contributes; "
                                        + expected(names(PluginInfo::brokerAdapters, false), broker.adapter())));
    }

    private void subscription(SubscriptionConfig subscription) {
        String path = "subscriptions." + subscription.name();
        component(path + ".processor", "processor", subscription.processor(), PluginInfo::processors);
        int index = 0;
        for (SubscriptionConfig.HandlerUse use : subscription.onError()) {
            component(path + ".on-error[" + index++ + "]", "error handler", use.use(), PluginInfo::errorHandlers);
        }
    }

    private void component(String path, String kind, String reference, Function<PluginInfo, List<String>> names) {
        List<String> known = names(names, true);
        if (known.contains(reference)) {
            return;
        }
        String id = reference.substring(0, Math.max(0, reference.indexOf('.')));
        String state = components.plugins().stream()
                .filter(plugin -> plugin.id().equals(id) && plugin.problem() != null)
                .map(PluginInfo::state)
                .findFirst()
                .orElse("");
        add(
                path,
                "is '" + reference + "', " + (kind.startsWith("e") ? "an " : "a ") + kind + " that "
                        + (!state.isEmpty()
                                ? "is missing as plugin '" + id + "' " + (state.equals("failed") ? "" : "is ") + state
                                : "no plugin contributes; " + expected(known, reference)));
    }

    /** What all plugins contribute, as far as they told: why a plugin failed is a problem of its own. */
    private List<String> names(Function<PluginInfo, List<String>> names, boolean withPlugin) {
        return components.plugins().stream()
                .flatMap(plugin ->
                        names.apply(plugin).stream().map(name -> withPlugin ? plugin.id() + "." + name : name))
                .toList();
    }

    private static String expected(List<String> known, String given) {
        return known.isEmpty()
                ? "put a jar that does into the plugins folder"
                : "expected one of " + String.join(", ", known) + Suggestion.among(known, given);
    }

    /** {@code Options.check} tells each problem as {@code path: message}. */
    private static List<Problem> options(String path, List<Option<?>> declared, Map<String, Object> given) {
        List<String> found = new ArrayList<>();
        Options.check(path, declared, given, found);
        return found.stream()
                .map(problem -> {
                    int end = problem.indexOf(": ");
                    return new Problem(problem.substring(0, end), 0, problem.substring(end + 2));
                })
                .toList();
    }

    private void add(String path, String message) {
        problems.add(new Problem(path, 0, message));
    }
}
