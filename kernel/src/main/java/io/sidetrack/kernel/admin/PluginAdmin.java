package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.lifecycle.Plugins;
import io.sidetrack.kernel.plugin.Components;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.kernel.plugin.PluginDetail;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Plugins: what runs, and what is asked of them besides dropping jars. */
final class PluginAdmin {
    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})\"");

    private final Vertx vertx;
    private final Components components;
    private final Plugins plugins;

    PluginAdmin(Vertx vertx, Components components, Plugins plugins) {
        this.vertx = vertx;
        this.components = components;
        this.plugins = plugins;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "listPlugins",
                ask -> Future.succeededFuture(Reply.items(components.plugins(), PluginAdmin::view)),
                "getPlugin",
                ask -> detail(ask.path("id")),
                "setPluginOptions",
                this::setOptions,
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

    private Future<Reply> setOptions(Ask ask) {
        String id = ask.path("id");
        Map<String, @Nullable Object> changes = new HashMap<>();
        ask.body().forEach(option -> changes.put(option.getKey(), option.getValue()));
        return seen(ask, id)
                .compose(seen -> plugins.configure(id, seen, changes, ask.by()))
                .compose(done -> detail(id));
    }

    /** The version that the person saw. An unknown plugin is a 404 before a missing version is a 428. */
    private Future<Long> seen(Ask ask, String id) {
        String ifMatch = ask.header("If-Match");
        if (ifMatch == null) {
            return find(id).map(plugin -> {
                throw ProblemType.VERSION_REQUIRED
                        .because("If-Match is missing; read the plugin and send its ETag, now "
                                + etag(plugin.optionsVersion())
                                + ", so that no option is set over one that was not seen")
                        .with("version", plugin.optionsVersion())
                        .header("ETag", etag(plugin.optionsVersion()));
            });
        }
        Matcher etag = ETAG.matcher(ifMatch.strip());
        if (etag.matches()) {
            return Future.succeededFuture(Long.parseLong(etag.group(1)));
        }
        throw ProblemType.INVALID_REQUEST.because("If-Match is '" + ifMatch
                + "'; expected the version that was seen in quotes, as GET answers it in ETag, such as \"0\"");
    }

    private Future<Reply> detail(String id) {
        return find(id).map(plugin -> Reply.ok(PluginViews.detail(plugin, plugins.uses(plugin)))
                .header("ETag", etag(plugin.optionsVersion())));
    }

    private Future<PluginDetail> find(String id) {
        return vertx.executeBlocking(() -> components.plugin(id), false)
                .map(found -> found.orElseThrow(() -> ProblemType.UNKNOWN_PLUGIN.because(
                        "There is no plugin '" + id + "'; GET /api/v1/plugins lists them")));
    }

    private static Future<Reply> reply(Future<PluginInfo> change) {
        return change.map(plugin -> Reply.ok(view(plugin)));
    }

    private static String etag(long version) {
        return Decisions.etag(version);
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
                .put("signer", plugin.signer())
                .put("processors", new JsonArray(plugin.processors()))
                .put("errorHandlers", new JsonArray(plugin.errorHandlers()))
                .put("brokerAdapters", new JsonArray(plugin.brokerAdapters()));
    }
}
