package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.api.event.EventData;
import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.Status;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
            if (statuses != null) {
                text.append(" AND +status IN (?")
                        .append(", ?".repeat(statuses.size() - 1))
                        .append(')');
                statuses.forEach(status -> values.add(status.text()));
            }
            text.append(" ORDER BY num DESC LIMIT ?");
        }
        values.add((long) limit);
        return sql.all(text.toString(), row -> row.getLong(1), values.toArray());
    }

    private static void select(StringBuilder text, List<@Nullable Object> values, ErrorFilter filter, long before) {
        text.append("SELECT num FROM errored WHERE num < ?");
        values.add(before);
        boolean led = filter.key() != null || filter.group() != null;
        and(text, values, "key = ?", filter.key() == null ? null : KeyBytes.of(filter.key()));
        and(text, values, filter.key() == null ? "fingerprint = ?" : "+fingerprint = ?", filter.group());
        String subscription = "subscription = (SELECT id FROM subscription WHERE name = ?)";
        and(text, values, led ? "+" + subscription : subscription, filter.subscription());
        and(text, values, "+type = ?", filter.type());
        and(text, values, "created_millis >= ?", filter.fromMillis());
        and(text, values, "created_millis < ?", filter.toMillis());
    }

    private static void and(
            StringBuilder text, List<@Nullable Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            text.append(" AND ").append(condition);
            values.add(value);
        }
    }

    /** Whether the data holds the text, in whatever case. */
    static boolean holds(@Nullable Received received, String lowerCase) {
        if (received == null) {
            return false;
        }
        byte[] raw = received.raw();
        String data = received.event() != null
                ? EventData.text(received.event())
                : raw == null ? "" : new String(raw, StandardCharsets.UTF_8);
        return data.toLowerCase(Locale.ROOT).contains(lowerCase);
    }
}
