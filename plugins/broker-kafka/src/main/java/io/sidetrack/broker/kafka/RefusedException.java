package io.sidetrack.broker.kafka;

/** A broker does not let us in, or not do what we want; see {@link Refusals}. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
