package io.sidetrack.kernel.lifecycle.subscription;

/**
 * How the source of a channel stands.
 *
 * @param detail why it is not open, for people; empty where that is not known
 */
record SourceStanding(Kind kind, String detail) {

    enum Kind {
        /** It is being opened, or waits for its broker. */
        OPENING,
        OPEN,
        /** It could not be opened, or broke; it is opened again after a while. */
        FAILED,
        /** Somebody else reads; it looks again after a while. */
        COMPETING
    }

    static final SourceStanding OPENING = new SourceStanding(Kind.OPENING, "");
    static final SourceStanding OPEN = new SourceStanding(Kind.OPEN, "");
}
