package io.sidetrack.kernel.config;

import io.sidetrack.api.config.Option;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the reference page of the configuration, and of any declared options, from their declarations. */
final class ConfigReference {
    private ConfigReference() {}

    static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Configuration

                <!-- Generated from the declarations in ConfigOptions; ConfigReferenceTest says how to write it anew. -->

                `conf/sidetrack.yaml` is read strictly: unknown keys, keys that stand twice and values of another type are errors,
                and `bin/sidetrack config check` reports all of them at once with path, line, the value found and what was expected.
                """);
        for (ConfigOptions.Declaration declaration : ConfigOptions.all()) {
            page.append("\n## ").append(declaration.path().isEmpty() ? "The file" : "`" + declaration.path() + "`");
            page.append("\n\n").append(declaration.help()).append("\n\n");
            table(page, declaration.options());
        }
        return page.toString();
    }

    private static void table(StringBuilder page, List<Option<?>> options) {
        page.append("| key | value | default | what it does |\n|---|---|---|---|\n");
        for (Option<?> option : options) {
            page.append("| `").append(option.name()).append("` | ");
            page.append(option.type().expected());
            page.append(option.unit() == null ? "" : " (" + option.unit() + ")").append(" | ");
            page.append(option.required() ? "required" : shown(option)).append(" | ");
            page.append(option.help())
                    .append(option.secret() ? " (secret)" : "")
                    .append(" |\n");
        }
    }

    private static String shown(Option<?> option) {
        String shown = text(option.defaultValue(), option.type().name().equals("size"));
        return shown.isEmpty() ? "" : "`" + shown + "`";
    }

    private static String text(@Nullable Object value, boolean bytes) {
        if (value == null) {
            return "";
        } else if (value instanceof Duration duration) {
            return duration(duration.toMillis());
        } else if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        } else if (bytes && value instanceof Long size && size % (1 << 20) == 0) {
            return (size >> 20) + "MiB";
        }
        return value.toString();
    }

    private static String duration(long millis) {
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
