package io.sidetrack.api.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values as a person would write them into a configuration. */
final class WrittenValue {
    private WrittenValue() {}

    /** @param bytes whether a number counts bytes */
    static String of(@Nullable Object value, boolean bytes) {
        if (value == null) {
            return "";
        } else if (value instanceof Duration duration) {
            return inLargest(duration.toMillis(), new long[] {86_400_000, 3_600_000, 60_000, 1_000}, "d", "h", "m", "s")
                    .orElse(duration.toMillis() + "ms");
        } else if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        } else if (bytes && value instanceof Long size) {
            return inLargest(size, new long[] {1L << 30, 1L << 20, 1L << 10}, "GiB", "MiB", "KiB")
                    .orElse(size + "B");
        }
        return value.toString();
    }

    private static Optional<String> inLargest(long amount, long[] units, String... names) {
        for (int i = 0; i < units.length; i++) {
            if (amount != 0 && amount % units[i] == 0) {
                return Optional.of(amount / units[i] + names[i]);
            }
        }
        return Optional.empty();
    }
}
