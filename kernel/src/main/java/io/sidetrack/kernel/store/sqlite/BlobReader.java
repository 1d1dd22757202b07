package io.sidetrack.kernel.store.sqlite;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link BlobWriter} wrote. */
final class BlobReader {
    private final byte[] buffer;
    private int at;

    BlobReader(byte[] buffer) {
        this.buffer = buffer;
    }

    boolean hasMore() {
        return at < buffer.length;
    }

    int octet() {
        return buffer[at++];
    }

    long unsigned() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = buffer[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    long signed() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    long fixed() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (buffer[at++] & 0xFF);
        }
        return value;
    }

    String text() {
        int length = (int) unsigned();
        String text = KeyBytes.text(buffer, at, length);
        at += length;
        return text;
    }

    byte[] bytes() {
        int length = (int) unsigned();
        byte[] bytes = Arrays.copyOfRange(buffer, at, at + length);
        at += length;
        return bytes;
    }

    void skipBytes() {
        int length = (int) unsigned();
        at += length;
    }

    @Nullable
    String optionalText() {
        return octet() == 0 ? null : text();
    }

    byte @Nullable [] optionalBytes() {
        return octet() == 0 ? null : bytes();
    }
}
