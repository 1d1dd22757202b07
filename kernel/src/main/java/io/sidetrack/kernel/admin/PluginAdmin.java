package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.lifecycle.Plugins;
import io.sidetrack.kernel.plugin.Components;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Plugins: what runs, and what is asked of them besides dropping jars. */
final class PluginAdmin {
    private final Components components;
    private final Plugins plugins;

    PluginAdmin(Components components, Plugins plugins) {
        this.components = components;
        this.plugins = plugins;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "listPlugins",
                ask -> Future.succeededFuture(Reply.items(components.plugins(), PluginAdmin::view)),
                "startPlugin",
                ask -> reply(plugins.start(ask.path("id"), ask.by())),
                "stopPlugin",
                ask -> reply(plugins.stop(ask.path("id"), ask.by())),
                "reloadPlugin",
                ask -> reply(plugins.reload(ask.path("id"), ask.by())),
                "rollBackPlugin",
                ask -> reply(plugins.rollBack(ask.path("id"), ask.by())),
                "removePlugin",
                ask -> plugins.remove(ask.path("id"), ask.by()).map(done -> Reply.nothing()));
    }

    private static Future<Reply> reply(Future<PluginInfo> change) {
        return change.map(plugin -> Reply.ok(view(plugin)));
    }

    static JsonObject view(PluginInfo plugin) {
        return new JsonObject()
                .put("id", plugin.id())
                .put("version", plugin.version())
                .put("provider", plugin.provider())
                .put("description", plugin.description())
                .put("state", plugin.state())
                .put("problem", plugin.problem())
                .put("refusal", plugin.refusal())
                .put("jar", plugin.jar())
                .put("sha256", plugin.sha256())
                .put("processors", new JsonArray(plugin.processors()))
                .put("errorHandlers", new JsonArray(plugin.errorHandlers()))
                .put("brokerAdapters", new JsonArray(plugin.brokerAdapters()));
    }
}
