package io.sidetrack.kernel.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change that a shard has decided. Each takes effect whole or not at all.
 *
 * <p>A <i>lane</i> is the key for keyed events; for an event without a key it is unique to the event and begins with the
 * character U+0000.
 */
public sealed interface Command {

    /** Commands of one non-zero chain depend on each other: after a conflict of one, all later ones conflict. */
    long chain();

    /** An event of the main line is done: receipt, state and emits together. */
    record Done(
            long chain,
            @Nullable String lane,
            Receipt receipt,
            @Nullable StateWrite state,
            List<Emission> emits) implements Command {}

    /**
     * An event of the main line has failed: it becomes the head of a new siding of its lane, which must have none.
     *
     * @param status {@code HANDLING, OPEN, RETRYING} (then due at {@code dueMillis}), {@code OUTAGE} or {@code INDETERMINATE}
     * @param attempts the failed attempts, the last one being the cause
     * @param note for people: what had been emitted before a rejection, or why there was no handler; or empty
     */
    record Divert(
            long chain,
            String lane,
            Receipt receipt,
            Received received,
            String erroredId,
            Status status,
            long dueMillis,
            List<AttemptRecord> attempts,
            String note)
            implements Command {}

    /** An event of the main line steps onto the existing siding of its lane, at the tail. */
    record Park(long chain, String lane, Receipt receipt, Received received) implements Command {}

    /**
     * A decision on an errored event. Conflicts where its version is not {@code expectedVersion} (unless that is -1), where its
     * status is not decidable (to restore it: is not {@code DISCARDED}), or where an indeterminate one is to run again unconfirmed.
     * Raises its version by one; writes the resolution and an audit entry. Discard and redirect remove the entry at once and, where the siding is then empty, close
     * it: the outcome says so.
     *
     * @param handler whether {@code by} names a handler: raises the count of handler decisions
     */
    record Decide(
            long chain,
            String erroredId,
            long expectedVersion,
            Verdict verdict,
            String by,
            boolean handler,
            String note)
            implements Command {}

    /** {@code DECIDED} (or {@code RETRYING, OUTAGE}) becomes {@code RUNNING}; already {@code RUNNING} stays so. */
    record Start(long chain, String erroredId) implements Command {}

    /**
     * The head of a siding is done: it leaves, with state and emits. Its errored event, if it is one, becomes {@code SUCCEEDED},
     * or {@code REDIRECTED} where it was on its way to a remote channel.
     *
     * @param closes whether the siding must be empty afterwards, and is closed; if it says so wrongly, the command conflicts
     */
    record Settle(
            long chain,
            String lane,
            long seq,
            @Nullable String erroredId,
            boolean closes,
            @Nullable StateWrite state,
            List<Emission> emits)
            implements Command {}

    /**
     * The head of a siding failed (again). A parked entry without an errored event becomes one under {@code erroredId}.
     * {@code status} as in {@link Divert}. Raises the version; an open resolution gets the outcome 'failed again'.
     */
    record Fail(
            long chain,
            String lane,
            long seq,
            String erroredId,
            Status status,
            long dueMillis,
            List<AttemptRecord> attempts,
            String note)
            implements Command {}

    /**
     * An errored event in {@code MOVING} leaves its siding and joins the tail of the siding of {@code toLane}, which is made
     * where there is none; it is {@code DECIDED} there. The siding it leaves is closed where it is then empty.
     */
    record Move(long chain, String lane, long seq, String erroredId, String toLane) implements Command {}
}
