package io.sidetrack.kernel.store.sqlite;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the compact binary forms of the store: variable-length integers, and texts and bytes with their length before them. */
final class BlobWriter {
    private byte[] buffer;
    private int size;

    BlobWriter(int expectedSize) {
        buffer = new byte[Math.max(16, expectedSize)];
    }

    BlobWriter octet(int value) {
        reserve(1);
        buffer[size++] = (byte) value;
        return this;
    }

    BlobWriter unsigned(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
        return this;
    }

    BlobWriter signed(long value) {
        return unsigned((value << 1) ^ (value >> 63));
    }

    BlobWriter fixed(long value) {
        reserve(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    BlobWriter text(String value) {
        int length = value.length();
        int start = size;
        unsigned(length);
        reserve(length);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                size = start;
                return bytes(KeyBytes.of(value));
            }
            buffer[size++] = (byte) c;
        }
        return this;
    }

    BlobWriter bytes(byte[] value) {
        return unsigned(value.length).raw(value);
    }

    BlobWriter raw(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
        return this;
    }

    BlobWriter optionalText(@Nullable String value) {
        return value == null ? octet(0) : octet(1).text(value);
    }

    BlobWriter optionalBytes(byte @Nullable [] value) {
        return value == null ? octet(0) : octet(1).bytes(value);
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
