package io.sidetrack.kernel.store;

/** Something that cannot be done with a subscription now. Nothing has changed. */
public final class SubscriptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public enum Reason {
        /** There is no such subscription. */
        UNKNOWN,
        /** It is not as it was when it was looked at: {@link #version()} is the present version. */
        CHANGED,
        /** Its state does not permit it; the message says which would. */
        STATE,
        /** What was asked for makes no sense for it. */
        INVALID
    }

    private final Reason reason;
    private final String version;

    public SubscriptionException(Reason reason, String message, String version) {
        super(message);
        this.reason = reason;
        this.version = version;
    }

    public SubscriptionException(Reason reason, String message) {
        this(reason, message, "");
    }

    public Reason reason() {
        return reason;
    }

    /** {@link SubscriptionInfo#version()} where it is known, else empty. */
    public String version() {
        return version;
    }
}
