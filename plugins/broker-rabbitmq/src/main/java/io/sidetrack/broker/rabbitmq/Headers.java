package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.LongString;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of message headers, and what of them an attribute of an event can hold. */
final class Headers {
    /** Both are in use; the specification prefers the first, and a single message uses one of them. */
    static final String PREFIX = "cloudEvents_";

    static final String OTHER_PREFIX = "cloudEvents:";

    private Headers() {}

    static boolean hasPrefix(String header) {
        return header.startsWith(PREFIX) || header.startsWith(OTHER_PREFIX);
    }

    /** The header of an attribute, under either prefix. */
    static @Nullable Object attribute(Map<String, Object> headers, String name) {
        Object value = headers.get(PREFIX + name);
        return value == null ? headers.get(OTHER_PREFIX + name) : value;
    }

    /** A value as an extension attribute, or {@code null} for what is none: tables, lists, bytes that are no text. */
    static @Nullable Object extension(@Nullable Object value) {
        if (value instanceof LongString text) {
            return text(text);
        }
        if (value instanceof Boolean || value instanceof Integer || value instanceof String) {
            return value;
        }
        if (value instanceof Byte || value instanceof Short) {
            return ((Number) value).intValue();
        }
        if (value instanceof Number) {
            return value.toString();
        }
        return value instanceof Date date ? time(date) : null;
    }

    /** A value as text, or {@code null} where it is none. */
    static @Nullable String text(@Nullable Object value) {
        Object extension = extension(value);
        return extension == null ? null : extension.toString();
    }

    static OffsetDateTime time(Date date) {
        return date.toInstant().atOffset(ZoneOffset.UTC);
    }

    private static @Nullable String text(LongString text) {
        byte[] bytes = text.getBytes();
        String decoded = new String(bytes, StandardCharsets.UTF_8);
        return decoded.indexOf('\ufffd') >= 0 ? null : decoded;
    }
}
