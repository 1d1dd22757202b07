package io.sidetrack.api.event;

/** What was given is no CloudEvents 1.0 event. The message names each broken rule, the value found and what was expected. */
public final class InvalidEventException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidEventException(String message) {
        super(message);
    }
}
