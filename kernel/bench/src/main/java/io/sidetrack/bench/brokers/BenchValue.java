package io.sidetrack.bench.brokers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JSON value of 512 bytes that says which event it is and when it was made. Its numbers stand at fixed places, so that reading
 * millions of them back costs nothing to speak of.
 */
final class BenchValue {
    static final int KEYS = 10_000;
    static final int BYTES = 512;

    private static final String HEAD = "{\"n\":1000000000,\"at\":1000000000000000000,\"key\":\"k10000\",\"text\":\"";
    private static final int NUMBER_END = HEAD.indexOf(",\"at\"");
    private static final int AT_END = HEAD.indexOf(",\"key\"");
    private static final int KEY_END = HEAD.indexOf("\",\"text\"");
    private static final int NUMBER_DIGITS = 9;
    private static final int AT_DIGITS = 18;
    private static final int KEY_DIGITS = 4;
    private static final byte[] TEMPLATE = template();

    private BenchValue() {}

    /** @param at when it was made, on the clock of {@code System.nanoTime} of this JVM */
    static byte[] of(long number, long at) {
        byte[] value = TEMPLATE.clone();
        write(value, NUMBER_END, NUMBER_DIGITS, number);
        write(value, AT_END, AT_DIGITS, at);
        write(value, KEY_END, KEY_DIGITS, keyOf(number));
        return value;
    }

    /** The key of an event: spread evenly, in no order that a cache could like. */
    static int keyOf(long number) {
        long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
        return (int) Long.remainderUnsigned(mixed ^ (mixed >>> 32), KEYS);
    }

    static byte[] keyBytes(int key) {
        return ("k" + (KEYS + key)).getBytes(StandardCharsets.UTF_8);
    }

    static long number(byte[] value) {
        return read(value, NUMBER_END, NUMBER_DIGITS);
    }

    static long at(byte[] value) {
        return read(value, AT_END, AT_DIGITS);
    }

    private static byte[] template() {
        byte[] value = new byte[BYTES];
        Arrays.fill(value, (byte) ' ');
        byte[] head = HEAD.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, value, 0, head.length);
        for (int i = head.length; i < BYTES - 2; i++) {
            value[i] = (byte) ('a' + i % 26);
        }
        value[BYTES - 2] = '"';
        value[BYTES - 1] = '}';
        return value;
    }

    private static void write(byte[] value, int end, int digits, long number) {
        long rest = number;
        for (int i = end - 1; i >= end - digits; i--) {
            value[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static long read(byte[] value, int end, int digits) {
        long number = 0;
        for (int i = end - digits; i < end; i++) {
            number = number * 10 + value[i] - '0';
        }
        return number;
    }
}
