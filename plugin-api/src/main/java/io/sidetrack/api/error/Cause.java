package io.sidetrack.api.error;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt failed.
 *
 * @param kind what sort of failure it was
 * @param type the class name of the exception, or of the kernel's own error
 * @param message one sentence for a person
 * @param stackTrace the stack trace as text, empty where there is none
 * @param fingerprint groups alike failures: subscription, exception type and first frame in plugin code
 */
public record Cause(Kind kind, String type, String message, String stackTrace, String fingerprint) {

    public enum Kind {
        /** The processor failed. */
        FAILED,
        /** The processor said that the event itself is wrong. */
        REJECTED,
        /** The attempt was out of time and has ended since. */
        TIMEOUT,
        /** The attempt was out of time and never ended: whether it had effects is not known. */
        INDETERMINATE,
        /** A sink refused an emitted event. */
        EMIT_REJECTED,
        /** The bytes that were received are no event. */
        UNDECODABLE
    }

    /** The same cause with another message. */
    public Cause withMessage(@Nullable String text) {
        return new Cause(kind, type, text == null ? "" : text, stackTrace, fingerprint);
    }
}
