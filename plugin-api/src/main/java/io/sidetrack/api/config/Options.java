package io.sidetrack.api.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values of declared options, validated. Immutable. */
public final class Options {
    private static final Options NONE = new Options(Map.of());
    private final Map<String, Object> values;

    private Options(Map<String, Object> values) {
        this.values = values;
    }

    public static Options none() {
        return NONE;
    }

    /**
     * Checks {@code given} against the declaration. Unknown keys, missing and malformed values are all reported at once.
     *
     * @param path where the options stand in the configuration, for the messages
     * @param problems where each problem is added as a sentence with its path, the value found and what was expected
     */
    public static Options check(String path, List<Option<?>> declared, Map<String, ?> given, List<String> problems) {
        Map<String, Object> values = new TreeMap<>();
        for (String name : new TreeMap<>(given).keySet()) {
            if (declared.stream().noneMatch(option -> option.name().equals(name))) {
                problems.add(path + "." + name + ": unknown option; expected "
                        + (declared.isEmpty() ? "none, it has no options" : "one of " + names(declared)));
            }
        }
        for (Option<?> option : declared) {
            Object value = value(path, option, given.get(option.name()), problems);
            if (value != null) {
                values.put(option.name(), value);
            }
        }
        return new Options(values);
    }

    /** The value of an option that has a default or is required. */
    public <T> T get(Option<T> option) {
        return find(option)
                .orElseThrow(
                        () -> new IllegalStateException("option " + option.name() + " has no value and no default"));
    }

    /** The value, empty where it is absent. */
    @SuppressWarnings("unchecked") // check() stored it by this option's own type
    public <T> Optional<T> find(Option<T> option) {
        return Optional.ofNullable((T) values.get(option.name()));
    }

    private static @Nullable Object value(
            String path, Option<?> option, @Nullable Object given, List<String> problems) {
        if (given == null) {
            if (option.required()) {
                problems.add(path + "." + option.name() + ": missing; expected "
                        + option.type().expected());
            }
            return option.defaultValue();
        }
        Object parsed = option.type().parse(given);
        if (parsed == null) {
            problems.add(path + "." + option.name() + ": is " + (option.secret() ? "(hidden)" : "'" + given + "'")
                    + "; expected " + option.type().expected());
        }
        return parsed;
    }

    private static List<String> names(List<Option<?>> declared) {
        List<String> names = new ArrayList<>();
        declared.forEach(option -> names.add(option.name()));
        return names;
    }
}
