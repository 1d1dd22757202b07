package io.sidetrack.kernel.access;

/** A request about tokens or sessions that is refused; the message says why and what to do. */
public final class AccessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** A token or code that proves nothing. */
        WRONG_SECRET,
        /** There is a token of this name. */
        NAME_TAKEN,
        /** There is no token of this name. */
        UNKNOWN_TOKEN,
        /** The name, the role or the expiry cannot be. */
        INVALID
    }

    private final Reason reason;

    AccessException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
