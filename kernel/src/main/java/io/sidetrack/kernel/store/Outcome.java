package io.sidetrack.kernel.store;

import org.jspecify.annotations.Nullable;

/** The answer to one command. */
public sealed interface Outcome {

    /**
     * It took effect.
     *
     * @param version the errored event's version afterwards, 0 where the command concerns none
     * @param closed whether the siding was closed
     * @param released how many entries waited behind the one that left, or were discarded with it; where one was restored, how many
     *     stand before it
     */
    record Applied(long version, boolean closed, long released) implements Outcome {}

    /**
     * It took no effect.
     *
     * @param detail a sentence for people
     * @param version the errored event's present version, 0 where there is none
     * @param status its present status, or {@code null}
     */
    record Conflict(
            Reason reason,
            String detail,
            long version,
            @Nullable Status status) implements Outcome {}

    enum Reason {
        /** An earlier command of the chain conflicted. */
        CHAIN,
        /** There is no such errored event, entry or siding. */
        NOT_FOUND,
        /** Somebody decided before. */
        VERSION,
        /** The status does not permit it. */
        STATUS,
        /** The siding is there and should not be, or is not empty and should be. */
        SIDING,
        /** A hard limit of a channel or of the sidings is reached; the detail names it. */
        LIMIT,
        /** A channel that is not known. */
        CHANNEL
    }

    Applied APPLIED = new Applied(0, false, 0);
}
