package io.sidetrack.kernel.plugin;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.OptionType;
import java.util.List;
import java.util.Set;

/** Options of a plugin as people are told of them once it is unloaded: without its types, which are of its classes. Stateless. */
final class ToldOption {
    private static final Set<OptionType<?>> OF_THE_KERNEL = Set.of(
            OptionType.STRING,
            OptionType.BOOLEAN,
            OptionType.INTEGER,
            OptionType.LONG,
            OptionType.DURATION,
            OptionType.SIZE,
            OptionType.STRINGS);

    private ToldOption() {}

    static List<Option<?>> all(List<Option<?>> declared) {
        return declared.stream().<Option<?>>map(ToldOption::of).toList();
    }

    private static Option<?> of(Option<?> option) {
        OptionType<?> type = option.type();
        List<String> choices = type.choices();
        return OF_THE_KERNEL.contains(type)
                ? option
                : new Option<>(
                        option.name(),
                        new OptionType<>(type.name(), type.expected(), choices, value -> text(value, choices)),
                        option.defaultValue() == null ? null : option.writtenDefault(),
                        option.required(),
                        option.unit(),
                        option.secret(),
                        option.help());
    }

    /** What is not one of the choices is wrong; all else the plugin itself will judge when it is loaded again. */
    private static String text(Object value, List<String> choices) {
        String text = String.valueOf(value);
        if (!choices.isEmpty() && !choices.contains(text)) {
            throw new IllegalArgumentException();
        }
        return text;
    }
}
