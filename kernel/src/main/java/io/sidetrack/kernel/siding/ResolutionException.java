package io.sidetrack.kernel.siding;

import io.sidetrack.kernel.store.Status;
import org.jspecify.annotations.Nullable;

/** A decision that was refused. Nothing changed. */
public final class ResolutionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public enum Reason {
        /** There is no such errored event. */
        NOT_FOUND,
        /** Somebody decided before: {@link #version()} is the present one. */
        VERSION,
        /** Its status does not permit the decision, or the subscription cannot run it now. */
        STATUS,
        /** What was given cannot be run: the edit is no event or has another identity. */
        INVALID,
        /** The channel that was named is not there, or events cannot be sent to it. */
        CHANNEL,
        /** The channel that was named is full. */
        LIMIT
    }

    private final Reason reason;
    private final long version;
    private final @Nullable Status status;

    public ResolutionException(Reason reason, String message, long version, @Nullable Status status) {
        super(message);
        this.reason = reason;
        this.version = version;
        this.status = status;
    }

    public Reason reason() {
        return reason;
    }

    /** The present version, 0 where there is none. */
    public long version() {
        return version;
    }

    public @Nullable Status status() {
        return status;
    }
}
