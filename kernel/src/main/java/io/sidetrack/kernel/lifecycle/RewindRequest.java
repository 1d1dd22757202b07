package io.sidetrack.kernel.lifecycle;

import io.sidetrack.kernel.store.Rewind.KeyedState;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks for: where a subscription shall go on.
 *
 * @param all for every channel, or {@code null} where {@code channels} names some
 * @param channels the target of each channel by name
 * @param state what becomes of keyed state; {@code null} where the person did not say
 * @param text the targets as the person wrote them
 */
public record RewindRequest(
        @Nullable Target all,
        Map<String, Target> channels,
        @Nullable KeyedState state,
        String text) {

    /** A place in a channel. */
    public sealed interface Target {
        /** The first event that is kept. */
        record Earliest() implements Target {}

        /** The event at a position. */
        record Position(long position) implements Target {}

        /** The first event that came at a time or later. */
        record At(Instant time) implements Target {}

        /** {@code earliest}, a position, or a time by RFC 3339. Throws {@link IllegalArgumentException} with what was expected. */
        static Target of(String text) {
            if (text.equals("earliest")) {
                return new Earliest();
            }
            try {
                boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
                return digits
                        ? new Position(Long.parseLong(text))
                        : new At(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeParseException | NumberFormatException e) {
                throw new IllegalArgumentException("'" + text
                        + "'; expected earliest, a position, or a time by RFC 3339 such as 2026-01-31T08:00:00Z");
            }
        }
    }

    public static RewindRequest toAll(String target, @Nullable KeyedState state) {
        return new RewindRequest(Target.of(target), Map.of(), state, target);
    }

    public static RewindRequest to(Map<String, String> targets, @Nullable KeyedState state) {
        Map<String, Target> channels = new LinkedHashMap<>();
        targets.forEach((channel, target) -> channels.put(channel, Target.of(target)));
        return new RewindRequest(null, channels, state, targets.toString());
    }
}
