package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.SearchText;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * One search for a text, the newest first. It reads through the newest events that the other filters leave: often that is enough,
 * and so nothing is missed that the index does not have yet. Below that the index names candidates, and what has changed since is
 * looked into as well. Where the index cannot say, it reads on through everything. Each stretch is a transaction of its own.
 */
final class ErroredSearch {
    private final Readers readers;
    private final TextIndex index;
    private final int stretch;
    private final ErrorFilter filter;
    private final String folded;
    private final int wanted;
    private final List<Long> found = new ArrayList<>();
    private boolean isIndexed = true;

    /** @param stretch how many events are looked into within one transaction */
    ErroredSearch(Readers readers, TextIndex index, int stretch, ErrorFilter filter, String text, int wanted) {
        this.readers = readers;
        this.index = index;
        this.stretch = stretch;
        this.filter = filter;
        this.folded = SearchText.fold(text);
        this.wanted = wanted;
    }

    /** Numbers below {@code before}. */
    Future<List<Long>> find(long before) {
        return readers.forPeople(sql -> readThrough(sql, before)).compose(this::goOn);
    }

    private Future<List<Long>> goOn(Stretch read) {
        return read.isLast || found.size() >= wanted
                ? Future.succeededFuture(found)
                : readers.forPeople(sql -> isIndexed ? narrow(sql, read.before) : readThrough(sql, read.before))
                        .compose(this::goOn);
    }

    private Stretch readThrough(Sql sql, long before) throws SQLException {
        List<Long> nums = ErroredFilters.page(sql, filter, before, stretch);
        look(sql, nums);
        return nums.size() < stretch ? Stretch.LAST : new Stretch(nums.get(stretch - 1));
    }

    /** What was touched is read first: what the index follows afterwards it has when it is asked. */
    private Stretch narrow(Sql sql, long before) throws SQLException {
        List<Long> touched = sql.all(
                "SELECT DISTINCT errored FROM touched WHERE errored < ? ORDER BY errored DESC LIMIT ?",
                row -> row.getLong(1),
                before,
                (long) stretch);
        TextIndex.Candidates candidates = index.candidates(folded, before, stretch);
        isIndexed = candidates != null;
        if (candidates == null || candidates.upTo() < before - 1) {
            return readThrough(sql, before);
        }
        TreeSet<Long> nums = new TreeSet<>(Comparator.reverseOrder());
        nums.addAll(candidates.nums());
        nums.addAll(touched);
        long lowest = Math.max(lowestOf(candidates.nums()), lowestOf(touched));
        look(sql, ErroredFilters.among(sql, filter, nums.headSet(lowest, true)));
        return lowest == 0 ? Stretch.LAST : new Stretch(lowest);
    }

    /** Below it there may be more of them; 0 where these are all. */
    private long lowestOf(List<Long> nums) {
        return nums.size() < stretch ? 0 : nums.get(stretch - 1);
    }

    private void look(Sql sql, Iterable<Long> nums) throws SQLException {
        ErroredQueries queries = new ErroredQueries(sql);
        for (long num : nums) {
            if (found.size() < wanted && SearchText.holds(queries.current(num), folded)) {
                found.add(num);
            }
        }
    }

    /** @param before the next one begins below it */
    private record Stretch(long before, boolean isLast) {
        static final Stretch LAST = new Stretch(0, true);

        Stretch(long before) {
            this(before, false);
        }
    }
}
