package io.sidetrack.kernel.store;

/** An append that was refused. Nothing of its batch was appended. */
public final class ChannelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public enum Reason {
        UNKNOWN_CHANNEL,
        /** The same source and id were appended before with other content. */
        OTHER_CONTENT,
        /** The channel is at its limit. */
        FULL
    }

    private final Reason reason;

    public ChannelException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
