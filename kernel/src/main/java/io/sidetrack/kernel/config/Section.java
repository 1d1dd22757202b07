package io.sidetrack.kernel.config;

import io.sidetrack.api.config.Option;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One map of the file, read by its declared options. Every problem is added and reading goes on with the default, so that one
 * run finds them all. Unknown keys are found when the section is opened.
 */
final class Section {
    private final String path;
    private final Map<String, YamlNode> entries;
    private final Problems problems;

    private Section(String path, Map<String, YamlNode> entries, Problems problems) {
        this.path = path;
        this.entries = entries;
        this.problems = problems;
    }

    static Section open(String path, @Nullable YamlNode node, List<Option<?>> declared, Problems problems) {
        Map<String, YamlNode> entries = entries(path, node, problems);
        List<String> names = declared.stream().<String>map(Option::name).toList();
        for (String key : entries.keySet()) {
            if (!names.contains(key)) {
                problems.add(
                        path.isEmpty() ? key : path + "." + key,
                        "unknown key; expected one of " + String.join(", ", names) + Suggestion.among(names, key));
            }
        }
        return new Section(path, entries, problems);
    }

    /** The entries of a map whose keys are free; none where nothing stands there or something else. */
    static Map<String, YamlNode> entries(String path, @Nullable YamlNode node, Problems problems) {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping.entries();
        }
        if (node != null && !(node instanceof YamlNode.Empty)) {
            problems.add(path, "is " + node.shown() + "; expected a map");
        }
        return Map.of();
    }

    String path() {
        return path;
    }

    String path(Option<?> option) {
        return path.isEmpty() ? option.name() : path + "." + option.name();
    }

    boolean has(Option<?> option) {
        return entries.containsKey(option.name());
    }

    @Nullable
    YamlNode node(Option<?> option) {
        return entries.get(option.name());
    }

    /** The value of an option with a default. */
    <T> T get(Option<T> option) {
        T value = find(option);
        if (value == null) {
            throw new IllegalArgumentException(option.name() + " has no default");
        }
        return value;
    }

    /** The value of a required option; {@code placeholder} where it is missing or wrong. */
    <T> T required(Option<T> option, T placeholder) {
        T value = find(option);
        return value == null ? placeholder : value;
    }

    /** The value, or the default, or {@code null}. */
    <T> @Nullable T find(Option<T> option) {
        YamlNode node = entries.get(option.name());
        String expected = option.type().expected();
        if (node == null) {
            if (option.required()) {
                problems.add(path(option), "is missing; expected " + expected);
            }
            return option.defaultValue();
        }
        Object given = node.value();
        T parsed = given == null ? null : option.type().parse(given);
        if (parsed == null) {
            String shown = option.secret() ? "(hidden)" : node.shown();
            problems.add(path(option), "is " + shown + "; expected " + expected);
            return option.defaultValue();
        }
        return parsed;
    }

    /** The entries below an option whose value is a map with free keys and texts as values. */
    Map<String, String> texts(Option<?> option) {
        Map<String, String> texts = new LinkedHashMap<>();
        entries(path(option), node(option), problems).forEach((key, node) -> {
            if (node instanceof YamlNode.Scalar scalar) {
                texts.put(key, scalar.written());
            } else {
                problems.add(path(option) + "." + key, "is " + node.shown() + "; expected a text");
            }
        });
        return texts;
    }

    /** What stands below an option for somebody else to check. A key without a value is a problem, as everywhere. */
    Map<String, Object> raw(Option<?> option) {
        Map<String, YamlNode> given = entries(path(option), node(option), problems);
        given.forEach((key, node) -> {
            if (node instanceof YamlNode.Empty) {
                problems.add(path(option) + "." + key, "is without a value; give one or leave the key out");
            }
        });
        return new YamlNode.Mapping(given).value();
    }
}
