package io.sidetrack.kernel.store.sqlite;

import java.util.function.LongSupplier;

/**
 * What can be chosen of a store.
 *
 * @param wallMillis the wall clock
 * @param dedupWindow how many of a channel's newest events an append is compared with; a power of two
 * @param tailBytes how much of each channel's newest events stays in memory, about
 * @param maxPages how many pages the file may have, asked at each opening; 0 for as many as fit
 * @param searched how many errored events a search looks into at a time
 * @param indexed how many changed ones gather before the index of texts takes them in
 */
record SqliteOptions(
        LongSupplier wallMillis, int dedupWindow, long tailBytes, LongSupplier maxPages, int searched, int indexed) {

    private static final int SEARCHED = 500;

    static SqliteOptions defaults() {
        return new SqliteOptions(System::currentTimeMillis, 1 << 18, 8L << 20, () -> 0, SEARCHED, SEARCHED);
    }
}
