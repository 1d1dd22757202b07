package io.sidetrack.api.adapter;

import io.cloudevents.CloudEvent;
import org.jspecify.annotations.Nullable;

/**
 * One event handed over by a source. Immutable; not copied.
 *
 * <p>Input that cannot be read as an event has {@code event == null}, its raw bytes and the reason: it goes onto a siding with
 * these bytes.
 *
 * @param assignment what it was received under
 * @param position its position in the partition of a log; of a queue the delivery's number, growing within the assignment
 * @param event the event, or {@code null} where it is undecodable
 * @param recordKey the broker's own key of the record, or {@code null}
 * @param redelivered whether the broker says that it may have delivered it before; a log need not say
 * @param raw the undecodable bytes, or {@code null}
 * @param problem why it is undecodable, or {@code null}
 */
public record Delivery(
        Assignment assignment,
        long position,
        @Nullable CloudEvent event,
        @Nullable String recordKey,
        boolean redelivered,
        byte @Nullable [] raw,
        @Nullable String problem) {

    public static Delivery of(Assignment assignment, long position, CloudEvent event) {
        return new Delivery(assignment, position, event, null, false, null, null);
    }

    public static Delivery redelivered(Assignment assignment, long position, CloudEvent event) {
        return new Delivery(assignment, position, event, null, true, null, null);
    }

    public static Delivery undecodable(
            Assignment assignment, long position, @Nullable String recordKey, byte[] raw, String problem) {
        return new Delivery(assignment, position, null, recordKey, false, raw, problem);
    }
}
