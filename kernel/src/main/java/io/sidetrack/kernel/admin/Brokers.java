package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.channel.Topology.BrokerState;
import io.sidetrack.kernel.plugin.Components;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The brokers of the configuration, and whether they are reached. Their options are not shown: some are secret. */
final class Brokers {
    private final Topology topology;
    private final Components components;

    Brokers(Topology topology, Components components) {
        this.topology = topology;
        this.components = components;
    }

    Map<String, Operation> operations() {
        return Map.of("listBrokers", ask -> {
            List<PluginInfo> plugins = components.plugins();
            return Future.succeededFuture(Reply.items(topology.brokers(), broker -> view(broker, plugins)));
        });
    }

    private static JsonObject view(BrokerState broker, List<PluginInfo> plugins) {
        String plugin = plugins.stream()
                .filter(each -> each.brokerAdapters().contains(broker.adapter()))
                .map(PluginInfo::id)
                .findFirst()
                .orElse(null);
        return new JsonObject()
                .put("name", broker.name())
                .put("adapter", broker.adapter())
                .put("plugin", plugin)
                .put("state", broker.state())
                .put("detail", broker.detail())
                .put("since", broker.since().toString())
                .put("channels", new JsonArray(broker.channels()));
    }
}
