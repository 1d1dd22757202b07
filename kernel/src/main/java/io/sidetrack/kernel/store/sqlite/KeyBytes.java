package io.sidetrack.kernel.store.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text as bytes that are equal exactly when the texts are: UTF-8, and surrogates without a partner as three bytes of their own
 * rather than as '?'. Lanes and keys are stored so, as BLOBs: they may hold U+0000 and whatever a producer sent.
 */
final class KeyBytes {
    private KeyBytes() {}

    static byte[] of(String text) {
        return isWellFormed(text) ? text.getBytes(StandardCharsets.UTF_8) : withLoneSurrogates(text);
    }

    static String text(byte[] bytes) {
        return text(bytes, 0, bytes.length);
    }

    static String text(byte[] bytes, int from, int length) {
        int end = from + length;
        for (int i = from; i + 1 < end; i++) {
            if (bytes[i] == (byte) 0xED && (bytes[i + 1] & 0xFF) >= 0xA0) {
                return withLoneSurrogates(Arrays.copyOfRange(bytes, from, end));
            }
        }
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static byte[] withLoneSurrogates(String text) {
        byte[] bytes = new byte[text.length() * 3];
        int size = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean end = i == text.length();
            if (!end && !Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
            if (pair) {
                i++;
                continue;
            }
            byte[] before = text.substring(start, i).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(before, 0, bytes, size, before.length);
            size += before.length;
            start = i + 1;
            if (!end) {
                char lone = text.charAt(i);
                bytes[size++] = (byte) (0xE0 | (lone >> 12));
                bytes[size++] = (byte) (0x80 | ((lone >> 6) & 0x3F));
                bytes[size++] = (byte) (0x80 | (lone & 0x3F));
            }
        }
        return Arrays.copyOf(bytes, size);
    }

    private static String withLoneSurrogates(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == (byte) 0xED && i + 2 < bytes.length && (bytes[i + 1] & 0xFF) >= 0xA0) {
                text.append(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                text.append((char) (0xD000 | ((bytes[i + 1] & 0x3F) << 6) | (bytes[i + 2] & 0x3F)));
                i += 2;
                start = i + 1;
            }
        }
        return text.append(new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8))
                .toString();
    }
}
