package io.sidetrack.kernel.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands at one place of the file. Immutable. */
sealed interface YamlNode {

    /** As option types parse it: a String, Boolean, Number, List or Map; {@code null} where nothing stands. */
    @Nullable
    Object value();

    /** As a message shows it. */
    String shown();

    /** A number that would not print as it was written (1.10, 007) is a text. */
    record Scalar(Object value, String written) implements YamlNode {
        @Override
        public String shown() {
            return "'" + written + "'";
        }
    }

    record Empty() implements YamlNode {
        @Override
        public @Nullable Object value() {
            return null;
        }

        @Override
        public String shown() {
            return "without a value";
        }
    }

    record Sequence(List<YamlNode> items) implements YamlNode {
        /** Items without a value stay as {@code null}, which no option type takes. */
        @Override
        public List<@Nullable Object> value() {
            List<@Nullable Object> values = new ArrayList<>();
            items.forEach(item -> values.add(item.value()));
            return values;
        }

        @Override
        public String shown() {
            return "a list";
        }
    }

    record Mapping(Map<String, YamlNode> entries) implements YamlNode {
        @Override
        public Map<String, Object> value() {
            Map<String, Object> values = new LinkedHashMap<>();
            entries.forEach((key, node) -> {
                Object value = node.value();
                if (value != null) {
                    values.put(key, value);
                }
            });
            return values;
        }

        @Override
        public String shown() {
            return "a map";
        }
    }
}
