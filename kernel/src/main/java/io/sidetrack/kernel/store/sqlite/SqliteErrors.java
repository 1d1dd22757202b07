package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.ErrorStore;
import io.sidetrack.kernel.store.SidingEntry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Errored events and sidings as people look at them. Thread-safe. */
final class SqliteErrors implements ErrorStore {
    private static final int FOLLOWERS = 20;

    private final Readers readers;
    private final TextIndex texts;
    private final int searched;

    SqliteErrors(Readers readers, TextIndex texts, int searched) {
        this.readers = readers;
        this.texts = texts;
        this.searched = searched;
    }

    @Override
    public Future<Page<ErroredSummary>> list(ErrorFilter filter, @Nullable String cursor, int limit) {
        long before;
        try {
            before = Cursors.number(cursor, Long.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        String text = filter.q();
        Future<List<Long>> numbers = text == null || text.isEmpty()
                ? readers.forPeople(sql -> ErroredFilters.page(sql, filter, before, limit + 1))
                : new ErroredSearch(readers, texts, searched, filter, text, limit + 1).find(before);
        return numbers.compose(found -> load(found, limit));
    }

    private Future<Page<ErroredSummary>> load(List<Long> numbers, int limit) {
        Page<Long> page = Cursors.page(numbers, limit, num -> num);
        return readers.forPeople(sql -> {
            ErroredQueries queries = new ErroredQueries(sql);
            List<ErroredSummary> items = new ArrayList<>(page.items().size());
            for (long num : page.items()) {
                ErroredSummary item = queries.summary(num);
                if (item != null) {
                    items.add(item);
                }
            }
            return new Page<>(items, page.cursor());
        });
    }

    @Override
    public Future<Optional<ErroredDetail>> find(String erroredId) {
        return readers.forPeople(sql -> {
            ErroredQueries queries = new ErroredQueries(sql);
            ErroredQueries.Found found = queries.find(erroredId);
            if (found == null) {
                return Optional.empty();
            }
            List<SidingEntry> followers = found.seq() == 0
                    ? List.of()
                    : new SidingQueries(sql).entries(found.siding(), found.seq(), FOLLOWERS + 1);
            return Optional.of(new ErroredDetail(
                    found.summary(),
                    found.siding(),
                    found.original(),
                    queries.attempts(found.num()),
                    queries.revisions(found.num()),
                    queries.resolutions(found.num()),
                    Cursors.page(followers, FOLLOWERS, SidingEntry::seq)));
        });
    }

    @Override
    public Future<Page<SidingSummary>> sidings(@Nullable String subscription, @Nullable String cursor, int limit) {
        return readers.forPeople(sql -> {
            long after = Cursors.number(cursor, 0);
            List<SidingSummary> found = new SidingQueries(sql).summaries(subscription, after, limit + 1);
            return Cursors.page(found, limit, SidingSummary::id);
        });
    }

    @Override
    public Future<Optional<Page<SidingEntry>>> sidingEntries(long sidingId, @Nullable String cursor, int limit) {
        return readers.forPeople(sql -> {
            SidingQueries queries = new SidingQueries(sql);
            long after = Cursors.number(cursor, 0);
            return queries.exists(sidingId)
                    ? Optional.of(Cursors.page(queries.entries(sidingId, after, limit + 1), limit, SidingEntry::seq))
                    : Optional.empty();
        });
    }
}
