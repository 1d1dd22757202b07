package io.sidetrack.kernel.plugin;

import io.sidetrack.api.event.ExactJson;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What people have set of one plugin's options on the node, by name. Immutable.
 *
 * @param version another one after each change; 0 where nothing was ever set
 */
record SetOptions(long version, Map<String, Setting> settings) {
    static final SetOptions NONE = new SetOptions(0, Map.of());

    /** @param value as option types parse it: a text, a number, true or false, or a list of them */
    record Setting(Object value, String by, Instant at) {

        /** For a message about it. */
        String origin(String plugin, String option) {
            return "set here by " + by + " at " + at + "; 'sidetrack plugin option " + plugin + " --reset " + option
                    + "' gives it back to the file";
        }
    }

    SetOptions {
        settings = Map.copyOf(settings);
    }

    /** @param changes new values by name; {@code null} gives an option back to the file */
    SetOptions with(Map<String, ? extends @Nullable Object> changes, String by, Instant now) {
        Map<String, Setting> next = new TreeMap<>(settings);
        changes.forEach((name, value) -> {
            if (value == null) {
                next.remove(name);
            } else {
                next.put(name, new Setting(value, by, now));
            }
        });
        return new SetOptions(Math.max(version + 1, now.toEpochMilli()), next);
    }

    String toJson() {
        JsonObject options = new JsonObject();
        new TreeMap<>(settings)
                .forEach((name, setting) -> options.put(
                        name,
                        new JsonObject()
                                .put("value", setting.value())
                                .put("by", setting.by())
                                .put("at", setting.at().toString())));
        return new JsonObject().put("version", version).put("options", options).encodePrettily();
    }

    /** @throws DecodeException where the text is not what {@link #toJson} writes */
    static SetOptions ofJson(String text) {
        try {
            JsonObject json = ExactJson.object(text);
            Map<String, Setting> settings = new TreeMap<>();
            for (Map.Entry<String, Object> option : there(json.getJsonObject("options"))) {
                JsonObject setting = (JsonObject) there(option.getValue());
                settings.put(
                        option.getKey(),
                        new Setting(
                                given(there(setting.getValue("value"))),
                                there(setting.getString("by")),
                                Instant.parse(there(setting.getString("at")))));
            }
            return new SetOptions(there(json.getLong("version")), settings);
        } catch (ClassCastException | DateTimeParseException e) {
            throw new DecodeException("these are no options as the node writes them", e);
        }
    }

    private static <T> T there(@Nullable T value) {
        if (value == null) {
            throw new DecodeException("these are no options as the node writes them");
        }
        return value;
    }

    /** A value of JSON as option types take it: lists for arrays, and numbers that would not print as they were written as texts. */
    static Object given(Object json) {
        if (json instanceof JsonArray array) {
            return array.stream()
                    .map(item -> item == null ? JsonObject.of() : given(item)) // what no type takes
                    .toList();
        }
        return json instanceof Number number && !(number instanceof Integer || number instanceof Long)
                ? number.toString()
                : json;
    }
}
