package io.sidetrack.kernel.plugin;

import io.sidetrack.api.config.Option;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Options of one plugin that a step sets. Immutable.
 *
 * @param changes new values by name; {@code null} gives an option back to the file
 * @param then all that the plugin is given once they are set
 * @param declared as far as it is known before the step
 */
public record OptionsChange(Map<String, @Nullable Object> changes, GivenOptions then, List<Option<?>> declared) {

    /** What is set and what is given back, without any value of a secret, for the audit. */
    public JsonObject told() {
        JsonObject set = new JsonObject();
        JsonArray reset = new JsonArray();
        new TreeMap<>(changes).forEach((name, value) -> {
            if (value == null) {
                reset.add(name);
            } else {
                set.put(name, isOpen(name) ? value : "(hidden)");
            }
        });
        return new JsonObject().put("set", set).put("reset", reset);
    }

    /** What is not known to be open is taken for a secret. */
    private boolean isOpen(String name) {
        return declared.stream().anyMatch(option -> option.name().equals(name) && !option.secret());
    }
}
