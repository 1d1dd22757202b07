package io.sidetrack.kernel.channel;

/** A channel cannot be used as the configuration wants it. The message names the keys and says what to change. */
public final class ChannelRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChannelRefusedException(String message) {
        super(message);
    }
}
