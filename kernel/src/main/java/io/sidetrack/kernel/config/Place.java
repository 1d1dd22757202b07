package io.sidetrack.kernel.config;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** A place in a channel, as a person names it. */
public sealed interface Place {

    Place EARLIEST = new Earliest();
    Place LATEST = new Latest();

    /** The first event that is kept. */
    record Earliest() implements Place {}

    /** Behind the last event. */
    record Latest() implements Place {}

    /** The first event that came at a time or later. */
    record Time(Instant time) implements Place {}

    /** The event at a position of an embedded channel. */
    record Position(long position) implements Place {}

    /** The events at positions of a remote log, by partition. */
    record Positions(Map<String, Long> positions) implements Place {
        public Positions {
            positions = Map.copyOf(positions);
        }
    }

    /** {@code earliest}, {@code latest}, a position, or a time by RFC 3339. Throws {@link IllegalArgumentException} where it is none. */
    static Place of(String text) {
        if (text.equals("earliest")) {
            return EARLIEST;
        } else if (text.equals("latest")) {
            return LATEST;
        }
        try {
            return isNumber(text)
                    ? new Position(Long.parseLong(text))
                    : new Time(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no place in a channel", e);
        }
    }

    /** A position; throws {@link IllegalArgumentException} where it is none. */
    static long position(String text) {
        if (!isNumber(text)) {
            throw new IllegalArgumentException("'" + text + "' is no position");
        }
        return Long.parseLong(text);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
