package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.Status;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the numbers of errored events that a filter lets through, the newest first. The most selective column that is given leads,
 * by the index that goes with it; a plus before a column keeps the others from leading.
 */
final class ErroredFilters {
    private ErroredFilters() {}

    /** Numbers below {@code before}, the text that is searched for not considered. */
    static List<Long> page(Sql sql, ErrorFilter filter, long before, int limit) throws SQLException {
        boolean byStatus = filter.key() == null && filter.group() == null;
        List<Status> statuses = filter.status();
        if (byStatus && statuses == null && filter.subscription() != null) {
            statuses = Arrays.asList(Status.values());
        }
        if (statuses != null && statuses.isEmpty()) {
            return List.of();
        }
        List<@Nullable Object> values = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        if (byStatus && statuses != null) {
            for (Status status : statuses) {
                text.append(text.isEmpty() ? "SELECT num FROM (" : " UNION ALL ")
                        .append("SELECT num FROM (");
                select(text, values, filter, before);
                text.append(" AND status = ? ORDER BY num DESC LIMIT ?)");
                values.add(status.text());
                values.add((long) limit);
            }
            text.append(") ORDER BY num DESC LIMIT ?");
        } else {
            select(text, values, filter, before);
            statuses(text, values, statuses);
            text.append(" ORDER BY num DESC LIMIT ?");
        }
        values.add((long) limit);
        return sql.all(text.toString(), row -> row.getLong(1), values.toArray());
    }

    /** Those of some numbers that the filter lets through, the highest first. */
    static List<Long> among(Sql sql, ErrorFilter filter, Collection<Long> nums) throws SQLException {
        List<Status> statuses = filter.status();
        if (statuses != null && statuses.isEmpty() || nums.isEmpty()) {
            return List.of();
        }
        StringBuilder text = new StringBuilder("SELECT num FROM errored WHERE num IN (SELECT value FROM json_each(?))");
        List<@Nullable Object> values = new ArrayList<>();
        values.add(nums.toString());
        restrict(text, values, filter, false);
        statuses(text, values, statuses);
        return sql.all(text.append(" ORDER BY num DESC").toString(), row -> row.getLong(1), values.toArray());
    }

    private static void select(StringBuilder text, List<@Nullable Object> values, ErrorFilter filter, long before) {
        text.append("SELECT num FROM errored WHERE num < ?");
        values.add(before);
        restrict(text, values, filter, true);
    }

    /** @param leads whether a column may find them; else they are found already */
    private static void restrict(StringBuilder text, List<@Nullable Object> values, ErrorFilter filter, boolean leads) {
        String byKey = leads ? "" : "+";
        String byGroup = filter.key() == null ? byKey : "+";
        String bySubscription = filter.group() == null ? byGroup : "+";
        and(text, values, byKey + "key = ?", filter.key() == null ? null : KeyBytes.of(filter.key()));
        and(text, values, byGroup + "fingerprint = ?", filter.group());
        String subscription = "subscription = (SELECT id FROM subscription WHERE name = ?)";
        and(text, values, bySubscription + subscription, filter.subscription());
        and(text, values, "+type = ?", filter.type());
        and(text, values, "created_millis >= ?", filter.fromMillis());
        and(text, values, "created_millis < ?", filter.toMillis());
    }

    private static void statuses(StringBuilder text, List<@Nullable Object> values, @Nullable List<Status> statuses) {
        if (statuses != null) {
            text.append(" AND +status IN (?")
                    .append(", ?".repeat(statuses.size() - 1))
                    .append(')');
            statuses.forEach(status -> values.add(status.text()));
        }
    }

    private static void and(
            StringBuilder text, List<@Nullable Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            text.append(" AND ").append(condition);
            values.add(value);
        }
    }
}
