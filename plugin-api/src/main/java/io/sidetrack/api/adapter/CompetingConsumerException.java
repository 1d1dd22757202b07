package io.sidetrack.api.adapter;

/**
 * Somebody else reads for a subscription that must be read by one kernel alone. The kernel stops the intake of the subscription,
 * shows the message, and looks again with back-off.
 *
 * @see SourceRequest#exclusive
 */
public final class CompetingConsumerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message names the group or queue and who else reads it, as far as the broker tells */
    public CompetingConsumerException(String message) {
        super(message);
    }
}
