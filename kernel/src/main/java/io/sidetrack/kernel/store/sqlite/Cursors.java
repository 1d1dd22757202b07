package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.ErrorStore.Page;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Cursors of keyset pages: the number of the last item of the page before. */
final class Cursors {
    private Cursors() {}

    static long number(@Nullable String cursor, long first) {
        if (cursor == null) {
            return first;
        }
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "cursor '" + cursor + "' is none of this list; take it from a page of it", e);
        }
    }

    /** @param found up to one item more than the limit, which shows that there is a next page */
    static <T> Page<T> page(List<T> found, int limit, ToLongFunction<T> number) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        List<T> items = List.copyOf(found.subList(0, limit));
        return new Page<>(items, Long.toString(number.applyAsLong(items.get(limit - 1))));
    }
}
