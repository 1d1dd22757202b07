package io.sidetrack.broker.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Keys of records, which are bytes, as ordering keys, which are text. Bytes that are UTF-8 are that text. Others, and texts that
 * look like the result of this, become {@value #PREFIX} and their base64 form, so that two keys never become one; written back,
 * such a text is the bytes it was made of, and so goes to the same partition.
 */
final class RecordKeys {
    static final String PREFIX = "base64:";

    private RecordKeys() {}

    static @Nullable String text(byte @Nullable [] key) {
        if (key == null) {
            return null;
        }
        String text = utf8(key);
        return text == null || text.startsWith(PREFIX)
                ? PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(key)
                : text;
    }

    static byte @Nullable [] bytes(@Nullable String key) {
        if (key == null) {
            return null;
        }
        if (key.startsWith(PREFIX)) {
            byte[] original = original(key);
            if (original != null) {
                return original;
            }
        }
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /** The text of UTF-8 bytes, or {@code null} where they are not UTF-8. */
    static @Nullable String utf8(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return strictly(bytes);
            }
        }
        return new String(bytes, StandardCharsets.ISO_8859_1); // all of it ASCII, and this copies it
    }

    private static @Nullable String strictly(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The bytes that {@link #text} made this of, or {@code null} where it did not. */
    private static byte @Nullable [] original(String key) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(key.substring(PREFIX.length()));
            return key.equals(text(bytes)) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
