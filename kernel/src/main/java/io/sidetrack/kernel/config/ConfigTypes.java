package io.sidetrack.kernel.config;

import io.sidetrack.api.config.OptionType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The option types of the kernel's own configuration, beside the general ones. */
final class ConfigTypes {
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
    static final Pattern CHANNEL_NAME = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9][a-z0-9-]*)*");
    private static final Pattern COMPONENT = Pattern.compile("[a-z][a-z0-9-]*\\.[a-z][a-z0-9-]*");
    private static final Pattern KEY = Pattern.compile("[a-z0-9]{1,20}");

    /** What a map of free keys or a list of sections looks like; its parts are checked one by one. */
    static final OptionType<Map<String, Object>> MAP =
            new OptionType<>("map", "a map", value -> Map.copyOf(asMap(value)));

    static final OptionType<List<String>> LIST = new OptionType<>("list", "a list", OptionType.STRINGS.parser());

    static final OptionType<String> TEXT =
            only(OptionType.STRING, "string", "a text that is not blank", text -> !text.isBlank());

    static final OptionType<List<String>> CHANNELS =
            only(OptionType.STRINGS, "channels", "a list of at least one channel", channels -> !channels.isEmpty());

    static final OptionType<List<String>> FILES =
            only(OptionType.STRINGS, "files", "a list of at least one file", files -> !files.isEmpty());

    static final OptionType<String> COMPONENT_REFERENCE = only(
            OptionType.STRING,
            "component",
            "a component as plugin.component, such as trading.place-trade",
            text -> COMPONENT.matcher(text).matches());

    static final OptionType<String> KEY_RULE = only(
            OptionType.STRING,
            "key",
            "default, subject or the name of an extension (lower-case letters and digits, at most 20)",
            text -> KEY.matcher(text).matches());

    static final OptionType<String> STORE_URL = only(
            OptionType.STRING,
            "url",
            "a JDBC URL such as jdbc:sqlite:data/sidetrack.db or jdbc:postgresql://host/database",
            text -> text.matches("jdbc:(sqlite:.+|postgresql://.+)"));

    static final OptionType<Duration> POSITIVE_DURATION = only(
            OptionType.DURATION,
            "duration",
            "a duration above zero such as 200ms, 30s, 5m, 2h or 7d",
            duration -> !duration.isZero());

    /** A place, or a map of channels to places; read part by part. */
    static final OptionType<Object> START = new OptionType<>(
            "start",
            "earliest, latest, a time such as 2026-01-31T08:00:00Z, or a map of channels to these or to positions",
            value -> value);

    private ConfigTypes() {}

    static OptionType<Integer> integer(int least, int most) {
        return only(
                OptionType.INTEGER,
                "integer",
                "a whole number from " + least + " to " + most,
                number -> number >= least && number <= most);
    }

    static OptionType<Long> atLeast(long least) {
        return only(OptionType.LONG, "long", "a whole number, at least " + least, number -> number >= least);
    }

    static OptionType<Long> size(long least, String shown) {
        return only(
                OptionType.SIZE,
                "size",
                "a size such as 64KiB, 16MiB or 2GiB, at least " + shown,
                bytes -> bytes >= least);
    }

    private static <T> OptionType<T> only(OptionType<T> type, String name, String expected, Predicate<T> allowed) {
        return new OptionType<>(name, expected, value -> {
            T parsed = type.parser().apply(value);
            if (!allowed.test(parsed)) {
                throw new IllegalArgumentException();
            }
            return parsed;
        });
    }

    @SuppressWarnings("unchecked") // the only maps here are those of YamlNode, whose keys are texts
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }
}
