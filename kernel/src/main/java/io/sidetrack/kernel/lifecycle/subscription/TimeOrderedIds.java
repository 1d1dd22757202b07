package io.sidetrack.kernel.lifecycle.subscription;

import java.security.SecureRandom;
import java.util.function.Supplier;

/**
 * Ids that ascend with time: 26 characters of Crockford's base 32, in lower case, of 48 bits of milliseconds and 80 random bits,
 * as the ULID specification lays them out. Ids of one millisecond ascend too. Thread-safe.
 */
final class TimeOrderedIds implements Supplier<String> {
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private final SecureRandom random = new SecureRandom();
    private long lastMillis;
    private long high; // 16 bits of the random part
    private long low; // 64 bits of it

    @Override
    public synchronized String get() {
        long millis = System.currentTimeMillis();
        if (millis > lastMillis) {
            lastMillis = millis;
            high = random.nextInt(1 << 15); // the top bit stays free, so that counting up cannot overflow
            low = random.nextLong();
        } else if (++low == 0) {
            high++;
        }
        char[] text = new char[26];
        long head = (lastMillis << 16) | high;
        encode(text, 0, head >>> 1, 0);
        encode(text, 13, low, head & 1);
        return new String(text);
    }

    /** Writes the lowest 65 bits of {@code above} and {@code bits} as thirteen digits. */
    private static void encode(char[] text, int from, long bits, long above) {
        long rest = bits;
        long carry = above;
        for (int i = from + 12; i >= from; i--) {
            text[i] = DIGITS[(int) (rest & 31)];
            rest = (rest >>> 5) | (carry << 59);
            carry = 0;
        }
    }
}
