package io.sidetrack.kernel.store;

/** How the store remembers that a delivery was settled, so that it is recognised when it comes again. */
public sealed interface Receipt {

    /** Nothing to remember: an entry of a siding, or a source that never delivers again. */
    record None() implements Receipt {}

    /** An event of an embedded channel: its position joins the subscription's progress. */
    record Position(String channel, long position) implements Receipt {}

    /** An event of a remote log: the mark of (generation, channel, partition, key) rises to the position. */
    record Mark(String channel, String partition, long position) implements Receipt {}

    /** A message of a remote queue: an inbox row by the event's source and id. */
    record Inbox(String channel, String source, String id) implements Receipt {}

    Receipt NONE = new None();
}
