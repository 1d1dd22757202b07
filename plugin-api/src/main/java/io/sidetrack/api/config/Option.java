package io.sidetrack.api.config;

import org.jspecify.annotations.Nullable;

/**
 * One option, declared once: validation, reference documentation and the dashboard's form all come from this.
 *
 * @param name the key in the configuration
 * @param type how its value is written
 * @param defaultValue the value where none is given; {@code null} together with {@code required == false} means absent
 * @param required whether a value must be given
 * @param unit the unit of a bare number ("events", "bytes"), or {@code null}
 * @param secret whether the value is masked in every output
 * @param help one line for the person who sets it
 */
public record Option<T>(
        String name,
        OptionType<T> type,
        @Nullable T defaultValue,
        boolean required,
        @Nullable String unit,
        boolean secret,
        String help) {

    /** An option with a default. */
    public static <T> Option<T> of(String name, OptionType<T> type, T defaultValue, String help) {
        return new Option<>(name, type, defaultValue, false, null, false, help);
    }

    /** An option that must be given. */
    public static <T> Option<T> required(String name, OptionType<T> type, String help) {
        return new Option<>(name, type, null, true, null, false, help);
    }

    /** An option that may be absent. */
    public static <T> Option<T> optional(String name, OptionType<T> type, String help) {
        return new Option<>(name, type, null, false, null, false, help);
    }

    public Option<T> inUnit(String value) {
        return new Option<>(name, type, defaultValue, required, value, secret, help);
    }

    /** The default as a person would write it (30s, 64KiB, not-yet); empty where there is none. */
    public String writtenDefault() {
        return WrittenValue.of(defaultValue, type.name().equals("size"));
    }

    public Option<T> asSecret() {
        return new Option<>(name, type, defaultValue, required, unit, true, help);
    }
}
