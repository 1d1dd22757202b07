package io.sidetrack.kernel.store;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Errored events and sidings as people look at them. Reads only. */
public interface ErrorStore {

    /** A page of errored events, the newest first. */
    Future<Page<ErroredSummary>> list(ErrorFilter filter, @Nullable String cursor, int limit);

    /** One with everything known of it; empty where there is none of this id. */
    Future<Optional<ErroredDetail>> find(String erroredId);

    /** A page of sidings, the oldest first. */
    Future<Page<SidingSummary>> sidings(@Nullable String subscription, @Nullable String cursor, int limit);

    /** What stands on a siding, in its order. Empty where there is none of this id. */
    Future<Optional<Page<SidingEntry>>> sidingEntries(long sidingId, @Nullable String cursor, int limit);

    /** @param cursor where the next page begins, or {@code null} at the end */
    record Page<T>(List<T> items, @Nullable String cursor) {}

    /**
     * What to list; {@code null} does not restrict.
     *
     * @param q text to be found in the data of the current revision, as {@link SearchText} says
     * @param group the fingerprint of the cause
     * @param fromMillis created at or after
     * @param toMillis created before
     */
    record ErrorFilter(
            @Nullable List<Status> status,
            @Nullable String subscription,
            @Nullable String key,
            @Nullable String type,
            @Nullable String group,
            @Nullable String q,
            @Nullable Long fromMillis,
            @Nullable Long toMillis) {

        public static ErrorFilter all() {
            return new ErrorFilter(null, null, null, null, null, null, null, null);
        }
    }

    /** @param waiting how many entries wait behind it, 0 once it has left its siding */
    record ErroredSummary(
            String id,
            String subscription,
            String lane,
            Received received,
            Status status,
            long version,
            int revision,
            int attempts,
            Cause cause,
            long waiting,
            long createdMillis,
            long changedMillis,
            String note) {}

    /** @param followers the first of those that wait behind it; its cursor is one of {@link #sidingEntries} */
    record ErroredDetail(
            ErroredSummary summary,
            long sidingId,
            Received original,
            List<AttemptRecord> attempts,
            List<Revision> revisions,
            List<Resolution> resolutions,
            Page<SidingEntry> followers) {}

    /** An edit. Number 0 is the event as it was received. */
    record Revision(int number, @Nullable CloudEvent event, String by, long atMillis) {}

    /** @param outcome {@code succeeded}, {@code failed again}, or {@code null} while it is not known */
    record Resolution(
            int number,
            String action,
            int revision,
            String by,
            String note,
            long decidedMillis,
            @Nullable String outcome,
            @Nullable Long outcomeMillis) {}

    record SidingSummary(
            long id,
            String subscription,
            String lane,
            @Nullable String key,
            long count,
            long createdMillis,
            @Nullable String headErroredId,
            @Nullable Status headStatus) {}
}
