package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.store.Status;
import org.jspecify.annotations.Nullable;

/**
 * What a process that has died left of one event: in the store, and with its broker.
 *
 * @param id of the event
 * @param held whether its broker would deliver it to whoever opens next
 */
record Remains(SimWorld world, String id, boolean held) {

    @Nullable
    Sent sent() {
        return world.sent.get(id);
    }

    boolean isHeld() {
        return held;
    }

    /** Whether it is a remote broker that does not know of it before the acknowledgement. */
    boolean isRemote() {
        Sent sent = sent();
        return sent != null && sent.kind != ReceiptKind.POSITION;
    }

    /** Its effects are durable, and a mark says so. */
    boolean isDone() {
        Sent sent = sent();
        return sent != null && sent.done;
    }

    /** Its effects are durable. */
    boolean isOver() {
        Sent sent = sent();
        return sent != null && (sent.done || sent.doneUnmarked);
    }

    /** It left its siding for good. */
    boolean isSettled() {
        Sent sent = sent();
        return sent != null && (sent.done || sent.resolved) && entry() == null;
    }

    /** A decision took it away. */
    boolean isGone() {
        Sent sent = sent();
        MemoryErrored errored = errored();
        return sent != null && sent.resolved && entry() == null && errored != null && errored.status.isFinal();
    }

    boolean is(Status status) {
        MemoryErrored errored = errored();
        return errored != null && errored.status == status;
    }

    boolean isHead() {
        MemorySiding siding = siding();
        return siding != null && siding.entries.get(0) == entry();
    }

    boolean isIn(String channel) {
        return world.tables.channel(channel).read(0, Integer.MAX_VALUE).stream()
                .anyMatch(row -> row.event().getId().equals(id));
    }

    boolean isPaused() {
        return world.subscription().paused;
    }

    /** Its place on a siding. */
    MemorySiding.@Nullable Entry entry() {
        MemorySiding siding = siding();
        return siding == null
                ? null
                : siding.entries.stream().filter(this::isThis).findFirst().orElse(null);
    }

    /** It as an errored event, present or former. */
    @Nullable
    MemoryErrored errored() {
        return world.tables.errored.values().stream()
                .filter(errored -> world.sent(errored.original.event(), errored.original.raw()) == sent())
                .reduce((older, newer) -> newer)
                .orElse(null);
    }

    private @Nullable MemorySiding siding() {
        return world.subscription().sidings.values().stream()
                .filter(siding -> siding.entries.stream().anyMatch(this::isThis))
                .findFirst()
                .orElse(null);
    }

    private boolean isThis(MemorySiding.Entry entry) {
        return world.sent(entry.received().event(), entry.received().raw()) == sent();
    }
}
