package io.sidetrack.kernel.channel;

import io.sidetrack.api.config.Option;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Hides the values of secret options in what an adapter says, before anybody logs or shows it. */
record Secrets(List<String> values) {
    static final Secrets NONE = new Secrets(List.of());

    static Secrets of(List<Option<?>> declared, Map<String, Object> given) {
        return new Secrets(declared.stream()
                .filter(Option::secret)
                .map(option -> given.get(option.name()))
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .filter(value -> !value.isBlank())
                .sorted(Comparator.comparing(String::length).reversed())
                .toList());
    }

    /** What went wrong as a sentence for people. */
    String reason(Throwable cause) {
        String text = cause.getMessage() == null || cause.getMessage().isBlank()
                ? cause.getClass().getName()
                : cause.getMessage();
        for (String value : values) {
            text = text.replace(value, "(hidden)");
        }
        return text;
    }
}
