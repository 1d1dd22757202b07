package io.sidetrack.kernel.admin;

import io.sidetrack.api.Health;
import io.sidetrack.api.config.Option;
import io.sidetrack.kernel.lifecycle.PluginUse;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.kernel.plugin.PluginDetail;
import io.sidetrack.kernel.plugin.PluginDetail.OptionState;
import io.sidetrack.kernel.plugin.PluginDetail.Version;
import io.sidetrack.kernel.plugin.release.HeldClasses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One plugin and its options as REST tells them: of a secret never a value. */
final class PluginViews {
    private PluginViews() {}

    static JsonObject detail(PluginDetail plugin, List<PluginUse> uses) {
        return PluginAdmin.view(plugin.info())
                .put("inFolder", version(plugin.inFolder()))
                .put("before", version(plugin.before()))
                .put(
                        "replaced",
                        new JsonArray(
                                plugin.replaced().stream().map(PluginInfo::id).toList()))
                .put("uses", Reply.array(uses, PluginViews::use))
                .put("threads", plugin.threads())
                .put("loopsReplaced", plugin.loopsReplaced())
                .put("health", health(plugin.health()))
                .put("held", Reply.array(plugin.held(), PluginViews::held))
                .put("options", Reply.array(plugin.options(), PluginViews::option));
    }

    private static JsonObject held(HeldClasses held) {
        return new JsonObject()
                .put("version", held.version())
                .put("sha256", held.sha256())
                .put("since", held.since().toString())
                .put("holders", new JsonArray(held.holders()));
    }

    private static JsonObject health(Health health) {
        return new JsonObject()
                .put("status", health.status().name().toLowerCase(Locale.ROOT))
                .put("detail", health.detail());
    }

    private static @Nullable JsonObject version(@Nullable Version jar) {
        return jar == null
                ? null
                : new JsonObject().put("version", jar.version()).put("sha256", jar.sha256());
    }

    private static JsonObject use(PluginUse use) {
        return new JsonObject()
                .put("subscription", use.subscription())
                .put("components", new JsonArray(use.components()));
    }

    private static JsonObject option(OptionState state) {
        Option<?> declared = state.declared();
        boolean secret = declared == null || declared.secret(); // what nobody declares may be one
        Object otherwise = declared == null ? null : defaultOf(declared);
        Object value = state.given() == null ? otherwise : state.given();
        return new JsonObject()
                .put("name", state.name())
                .put("declared", declared != null)
                .put("type", declared == null ? "unknown" : declared.type().name())
                .put("expected", declared == null ? "" : declared.type().expected())
                .put(
                        "choices",
                        new JsonArray(
                                declared == null ? List.of() : declared.type().choices()))
                .put("unit", declared == null ? null : declared.unit())
                .put("help", declared == null ? "" : declared.help())
                .put("required", declared != null && declared.required())
                .put("secret", secret)
                .put("default", secret ? null : otherwise)
                .put("value", secret ? null : shown(value))
                .put("isSet", value != null)
                .put("origin", state.origin().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("inFile", state.inFile())
                .put("by", state.by())
                .put("at", state.at() == null ? null : state.at().toString());
    }

    /** As the file would have it: what is no number, list or truth there is a text. */
    private static @Nullable Object defaultOf(Option<?> option) {
        Object value = option.defaultValue();
        boolean plain = value instanceof Boolean || value instanceof Integer || value instanceof Long;
        if (plain && !option.type().name().equals("size")) {
            return value;
        }
        if (value instanceof List<?> list) {
            return shown(list);
        }
        return value == null ? null : option.writtenDefault();
    }

    private static @Nullable Object shown(@Nullable Object value) {
        return value instanceof List<?> list
                ? new JsonArray(list.stream().map(String::valueOf).toList())
                : value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
