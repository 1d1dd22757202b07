package io.sidetrack.api.processor;

/**
 * The event itself is wrong: no retry can help, so none is made, and it does not count as an outage. Say in the message which
 * field, which value, and what was expected: it is what the person sees who repairs the event.
 */
public class EventRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EventRejectedException(String message) {
        super(message);
    }

    public EventRejectedException(String message, Throwable cause) {
        super(message, cause);
    }
}
