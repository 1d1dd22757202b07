package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.dispatch.sim.MemorySiding.Entry;
import io.sidetrack.kernel.store.ErrorStore;
import io.sidetrack.kernel.store.SearchText;
import io.sidetrack.kernel.store.SidingEntry;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people look at, read from the tables. A cursor is the identity of the last item of its page. */
final class MemoryErrors implements ErrorStore {
    private static final int FOLLOWERS = 20;

    private final MemoryTables tables;

    MemoryErrors(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public Future<Page<ErroredSummary>> list(ErrorFilter filter, @Nullable String cursor, int limit) {
        List<MemoryErrored> newestFirst = tables.errored.values().stream()
                .sorted(Comparator.comparingLong((MemoryErrored e) -> e.createdMillis)
                        .thenComparing(e -> e.id)
                        .reversed())
                .toList();
        int from = 0;
        while (cursor != null
                && from < newestFirst.size()
                && !newestFirst.get(from++).id.equals(cursor)) {}
        List<ErroredSummary> found = newestFirst.stream()
                .skip(from)
                .filter(e -> matches(filter, e))
                .map(e -> e.summary(waiting(e)))
                .toList();
        return Future.succeededFuture(page(found, limit, ErroredSummary::id));
    }

    @Override
    public Future<Optional<ErroredDetail>> find(String erroredId) {
        MemoryErrored errored = tables.errored.get(erroredId);
        return Future.succeededFuture(Optional.ofNullable(errored)
                .map(e -> e.detail(waiting(e), page(followers(e), FOLLOWERS, entry -> Long.toString(entry.seq())))));
    }

    @Override
    public Future<Page<SidingSummary>> sidings(@Nullable String subscription, @Nullable String cursor, int limit) {
        long behind = cursor == null ? 0 : Long.parseLong(cursor);
        List<SidingSummary> found = tables.subscriptions.values().stream()
                .filter(s -> subscription == null || s.name.equals(subscription))
                .flatMap(s -> s.sidings.values().stream().map(siding -> summary(s.name, siding)))
                .filter(siding -> siding.id() > behind)
                .sorted(Comparator.comparingLong(SidingSummary::id))
                .toList();
        return Future.succeededFuture(page(found, limit, siding -> Long.toString(siding.id())));
    }

    @Override
    public Future<Optional<Page<SidingEntry>>> sidingEntries(long sidingId, @Nullable String cursor, int limit) {
        long behind = cursor == null ? 0 : Long.parseLong(cursor);
        Optional<Page<SidingEntry>> found = sidings()
                .filter(siding -> siding.id == sidingId)
                .findFirst()
                .map(siding -> page(
                        siding.entries.stream()
                                .filter(entry -> entry.seq > behind)
                                .map(Entry::view)
                                .toList(),
                        limit,
                        entry -> Long.toString(entry.seq())));
        return Future.succeededFuture(found);
    }

    private static <T> Page<T> page(List<T> found, int limit, java.util.function.Function<T, String> cursor) {
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(found.subList(0, limit), cursor.apply(found.get(limit - 1)));
    }

    private Stream<MemorySiding> sidings() {
        return tables.subscriptions.values().stream().flatMap(s -> s.sidings.values().stream());
    }

    private List<SidingEntry> followers(MemoryErrored errored) {
        List<Entry> entries = sidings()
                .filter(siding -> siding.id == errored.sidingId)
                .findFirst()
                .map(siding -> siding.entries)
                .orElse(Collections.emptyList());
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).errored == errored) {
                return entries.stream().skip(i + 1L).map(Entry::view).toList();
            }
        }
        return List.of();
    }

    private long waiting(MemoryErrored errored) {
        return followers(errored).size();
    }

    private static SidingSummary summary(String subscription, MemorySiding siding) {
        Entry head = siding.entries.get(0);
        return new SidingSummary(
                siding.id,
                subscription,
                siding.lane,
                head.received().key(),
                siding.entries.size(),
                siding.createdMillis,
                head.errored == null ? null : head.errored.id,
                head.errored == null ? null : head.errored.status);
    }

    private static boolean matches(ErrorFilter filter, MemoryErrored e) {
        return (filter.status() == null || filter.status().contains(e.status))
                && same(filter.subscription(), e.subscription)
                && same(filter.key(), e.current.key())
                && same(
                        filter.type(),
                        e.current.event() == null ? null : e.current.event().getType())
                && same(filter.group(), e.state().cause().fingerprint())
                && (filter.q() == null || SearchText.holds(e.current, SearchText.fold(filter.q())))
                && (filter.fromMillis() == null || e.createdMillis >= filter.fromMillis())
                && (filter.toMillis() == null || e.createdMillis < filter.toMillis());
    }

    private static boolean same(@Nullable String wanted, @Nullable String actual) {
        return wanted == null || wanted.equals(actual);
    }
}
