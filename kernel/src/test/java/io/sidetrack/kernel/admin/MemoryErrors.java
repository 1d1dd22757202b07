package io.sidetrack.kernel.admin;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.siding.ResolutionException;
import io.sidetrack.kernel.siding.ResolutionException.Reason;
import io.sidetrack.kernel.siding.Resolutions;
import io.sidetrack.kernel.store.AttemptRecord;
import io.sidetrack.kernel.store.ErrorStore;
import io.sidetrack.kernel.store.ErroredState;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.SidingEntry;
import io.sidetrack.kernel.store.Status;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * Two errored events: 'e1' of account A-1 with one follower, at version 3 and open; 'e2', bytes that are no event. Decisions
 * compare the version as the real ones do and are kept to be looked at.
 */
final class MemoryErrors implements ErrorStore, Resolutions {
    static final Cause CAUSE = new Cause(
            Cause.Kind.FAILED,
            "java.lang.NumberFormatException",
            "For input string: \"8756 SHARES\"",
            "java.lang.NumberFormatException: …\n\tat PlaceTrade.process",
            "f00d");
    static final CloudEvent EVENT = EventBuilder.event()
            .id("t-1")
            .source("/orders")
            .type("trade")
            .partitionKey("A-1")
            .data(new JsonObject().put("shares", "8756 SHARES"))
            .build();

    volatile long version = 3;
    volatile long waiting = 1;
    volatile int decisions;
    volatile Status status = Status.OPEN;
    volatile ErrorFilter asked;
    volatile CloudEvent edited;
    volatile String decided = "";
    volatile Future<Long> outcome;
    volatile Future<Page<ErroredSummary>> listed;

    @Override
    public Future<Page<ErroredSummary>> list(ErrorFilter filter, String cursor, int limit) {
        asked = filter;
        if (listed != null) {
            return listed;
        }
        if (cursor != null) {
            return Future.succeededFuture(new Page<>(List.of(undecodable()), null));
        }
        return Future.succeededFuture(
                limit == 1 ? new Page<>(List.of(open()), "c/2") : new Page<>(List.of(open(), undecodable()), null));
    }

    @Override
    public Future<Optional<ErroredDetail>> find(String erroredId) {
        return Future.succeededFuture(
                switch (erroredId) {
                    case "e1" -> Optional.of(detail(open(), received(EVENT)));
                    case "e2" -> Optional.of(detail(undecodable(), undecodable().received()));
                    default -> Optional.empty();
                });
    }

    @Override
    public Future<Page<SidingSummary>> sidings(String subscription, String cursor, int limit) {
        return Future.succeededFuture(new Page<>(
                List.of(
                        new SidingSummary(7, "place-trade", "A-1", "A-1", 2, 1_000, "e1", status),
                        new SidingSummary(8, "place-trade", "#8", null, 1, 1_000, null, null)),
                null));
    }

    @Override
    public Future<Optional<Page<SidingEntry>>> sidingEntries(long sidingId, String cursor, int limit) {
        ErroredState head = new ErroredState("e1", status, version, 0, 1, 0, CAUSE, null, 0);
        return Future.succeededFuture(
                sidingId == 7
                        ? Optional.of(new Page<>(List.of(new SidingEntry(11, received(EVENT), head), follower()), null))
                        : Optional.empty());
    }

    @Override
    public Future<Long> resubmit(
            String erroredId, long expectedVersion, CloudEvent edit, boolean confirmed, String by, String note) {
        return decide(erroredId, expectedVersion, edit, "resubmit " + confirmed + " " + by + " " + note)
                .onSuccess(decided -> status = Status.DECIDED);
    }

    @Override
    public Future<Long> redirect(String erroredId, long expectedVersion, String channel, String by, String note) {
        return channel.equals("by-hand")
                ? decide(erroredId, expectedVersion, null, "redirect " + channel + " " + by + " " + note)
                : refuse(Reason.CHANNEL, "redirects to '" + channel + "', which is no channel", version);
    }

    @Override
    public Future<Long> discard(String erroredId, long expectedVersion, boolean wholeSiding, String by, String note) {
        return decide(erroredId, expectedVersion, null, "discard " + wholeSiding + " " + by + " " + note)
                .map(version -> 1L);
    }

    @Override
    public Future<Restored> restore(String erroredId, long expectedVersion, boolean confirmed, String by, String note) {
        if (status != Status.DISCARDED && erroredId.equals("e1")) {
            return refuse(Reason.STATUS, "It is " + status.text(), version).mapEmpty();
        }
        status = Status.OPEN;
        return decide(erroredId, expectedVersion, null, "restore " + confirmed + " " + by + " " + note)
                .map(version -> {
                    status = Status.DECIDED;
                    return new Restored(version, 2);
                });
    }

    private Future<Long> decide(String id, long expected, CloudEvent edit, String what) {
        decisions++;
        if (outcome != null) {
            return outcome;
        }
        if (!id.equals("e1")) {
            return refuse(Reason.NOT_FOUND, "There is no errored event " + id, 0);
        }
        if (expected != version) {
            return refuse(Reason.VERSION, "It has version " + version + " now", version);
        }
        if (!status.isDecidable()) {
            return refuse(Reason.STATUS, "It is " + status.text(), version);
        }
        if (edit != null && !edit.getId().equals(EVENT.getId())) {
            return refuse(Reason.INVALID, "id is '" + edit.getId() + "'; expected 't-1'", version);
        }
        edited = edit;
        decided = what;
        version = expected + 1;
        return Future.succeededFuture(version);
    }

    private Future<Long> refuse(Reason reason, String message, long present) {
        return Future.failedFuture(new ResolutionException(reason, message, present, present == 0 ? null : status));
    }

    private ErroredSummary open() {
        return new ErroredSummary(
                "e1", "place-trade", "A-1", received(EVENT), status, version, 0, 1, CAUSE, waiting, 1_000, 2_000, "");
    }

    private ErroredSummary undecodable() {
        Received raw = new Received("remote", "0", 17, null, null, new byte[] {(byte) 0xff, 0x00}, "id is missing");
        return new ErroredSummary(
                "e2", "place-trade", "#17", raw, Status.OPEN, 1, 0, 0, CAUSE, 0, 1_000, 1_000, "look at the sender");
    }

    private static ErroredDetail detail(ErroredSummary summary, Received original) {
        return new ErroredDetail(
                summary,
                summary.id().equals("e1") ? 7 : 0,
                original,
                List.of(new AttemptRecord(1, 1_000, 12, CAUSE)),
                List.of(new Revision(0, original.event(), "", 1_000)),
                List.of(
                        new Resolution(1, "leave", 0, "trading.strip-units", "no unit", 1_500, null, null),
                        new Resolution(2, "resubmit", 0, "admin", "", 1_600, "failed again", 1_700L)),
                new Page<>(summary.id().equals("e1") ? List.of(follower()) : List.of(), null));
    }

    private static SidingEntry follower() {
        return new SidingEntry(12, received(EventBuilder.from(EVENT).id("t-2").build()), null);
    }

    private static Received received(CloudEvent event) {
        return new Received("orders", "0", 1, "A-1", event, null, null);
    }
}
