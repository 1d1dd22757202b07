package io.sidetrack.kernel.store;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventData;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a search looks into and what it looks for. It finds a text wherever it stands in the data, within words too, in whatever
 * case, with its spaces and signs as they are. Bytes that are no UTF-8 are binary and hold no text.
 */
public final class SearchText {
    private static final char UNKNOWN = '\uFFFD';

    private SearchText() {}

    /** The text of a delivery, folded; empty where it has none. */
    public static String of(Received received) {
        CloudEvent event = received.event();
        byte[] bytes = event == null ? received.raw() : EventData.bytes(event);
        return bytes == null ? "" : fold(decode(bytes));
    }

    /**
     * The text with the differences removed that do not count: case, by code point, so that what is folded in pieces is the same as
     * what is folded whole. Characters that no index keeps apart (NUL, halves of surrogates) become the replacement character.
     */
    public static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            char next = text.charAt(i);
            if (next > 0 && next < 0x80) {
                folded.append(next >= 'A' && next <= 'Z' ? (char) (next + 'a' - 'A') : next);
                i++;
            } else {
                int point = text.codePointAt(i);
                i += Character.charCount(point);
                folded.appendCodePoint(
                        isKeptApart(point) ? Character.toLowerCase(Character.toUpperCase(point)) : UNKNOWN);
            }
        }
        return folded.toString();
    }

    private static boolean isKeptApart(int point) {
        return point != 0
                && point != 0xFFFE
                && point != 0xFFFF
                && !(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    private static String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(UNKNOWN) < 0 || isUtf8(bytes) ? text : "";
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** @param folded by {@link #fold} */
    public static boolean holds(@Nullable Received received, String folded) {
        return received != null && of(received).contains(folded);
    }
}
