package io.sidetrack.api.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the value of an option is written. Parsing is strict: what is not exactly of the type is an error that says what was
 * expected.
 *
 * @param name the type's name in reference documentation and forms
 * @param expected what a value looks like, for messages: "a duration such as 200ms, 30s, 5m, 2h"
 * @param choices the texts that are values, where there are no others; empty where they cannot be listed
 * @param parser turns what stands in the configuration (a String, Boolean, Number or List) into the value; throws
 *     {@link IllegalArgumentException} or {@link ClassCastException} where it cannot
 */
public record OptionType<T>(String name, String expected, List<String> choices, Function<Object, T> parser) {

    public static final OptionType<String> STRING = new OptionType<>("string", "a text", OptionType::scalar);

    public static final OptionType<Boolean> BOOLEAN =
            new OptionType<>("boolean", "true or false", value -> switch (scalar(value)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException();
            });

    public static final OptionType<Integer> INTEGER =
            new OptionType<>("integer", "a whole number", value -> Integer.parseInt(scalar(value)));

    public static final OptionType<Long> LONG =
            new OptionType<>("long", "a whole number", value -> Long.parseLong(scalar(value)));

    public static final OptionType<Duration> DURATION = new OptionType<>(
            "duration", "a duration such as 200ms, 30s, 5m, 2h or 7d", value -> duration(scalar(value)));

    public static final OptionType<Long> SIZE =
            new OptionType<>("size", "a size such as 512, 64KiB, 16MiB or 2GiB", value -> size(scalar(value)));

    public static final OptionType<List<String>> STRINGS =
            new OptionType<>("strings", "a list of texts", OptionType::strings);

    public OptionType {
        choices = List.copyOf(choices);
    }

    /** A type whose values cannot be listed. */
    public OptionType(String name, String expected, Function<Object, T> parser) {
        this(name, expected, List.of(), parser);
    }

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,12})\\s*([a-zA-Z]*)");

    /** A type whose values are the lower-case names of an enum's constants. */
    public static <E extends Enum<E>> OptionType<E> oneOf(Class<E> type) {
        List<String> names = List.of(Objects.requireNonNull(type.getEnumConstants())).stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        return new OptionType<>("enum", "one of " + String.join(", ", names), names, value -> {
            int index = names.indexOf(scalar(value));
            if (index < 0) {
                throw new IllegalArgumentException();
            }
            return type.getEnumConstants()[index];
        });
    }

    /** The value, or {@code null} where {@code value} is not of this type. */
    public @Nullable T parse(Object value) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException | ClassCastException | ArithmeticException e) {
            return null;
        }
    }

    private static String scalar(Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw new IllegalArgumentException();
    }

    private static List<String> strings(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(OptionType::scalar).toList()
                : List.of(scalar(value));
    }

    private static Duration duration(String text) {
        Matcher matcher = match(text);
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new IllegalArgumentException();
        };
    }

    private static long size(String text) {
        Matcher matcher = match(text);
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "", "B" -> amount;
            case "KiB" -> Math.multiplyExact(amount, 1L << 10);
            case "MiB" -> Math.multiplyExact(amount, 1L << 20);
            case "GiB" -> Math.multiplyExact(amount, 1L << 30);
            default -> throw new IllegalArgumentException();
        };
    }

    private static Matcher match(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException();
        }
        return matcher;
    }
}
