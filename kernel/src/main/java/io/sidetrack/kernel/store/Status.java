package io.sidetrack.kernel.store;

import java.util.Locale;

/** Where an errored event stands. */
public enum Status {
    /** Handlers are deciding, or are about to. */
    HANDLING,
    /** Waits for a person. */
    OPEN,
    /** Runs again by itself when it is due. */
    RETRYING,
    /** Failed in a broad failure; runs again by itself when the circuit closes. */
    OUTAGE,
    /** An attempt never ended; a person must confirm that it may run again. */
    INDETERMINATE,
    /** A decision to run it again is recorded. */
    DECIDED,
    /** It is being run again. */
    RUNNING,
    /** Its key was edited; it is on its way to the tail of another lane. */
    MOVING,
    /** Run again with success. */
    SUCCEEDED,
    /** Dropped by a decision. */
    DISCARDED,
    /** Sent to another channel by a decision. */
    REDIRECTED,
    /** Set aside by a rewind, which runs it anew. */
    SUPERSEDED;

    /** Whether it is out of its siding for good. */
    public boolean isFinal() {
        return compareTo(SUCCEEDED) >= 0;
    }

    /** Whether a decision may be taken now. */
    public boolean isDecidable() {
        return compareTo(INDETERMINATE) <= 0;
    }

    /** The name in REST, command line and store. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Status of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
