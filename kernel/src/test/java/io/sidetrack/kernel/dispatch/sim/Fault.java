package io.sidetrack.kernel.dispatch.sim;

/** What may go wrong in a simulated world. Each can be switched off, and each is counted when it has really happened. */
enum Fault {
    /** The processor fails an attempt, or returns nothing. */
    FAILURE,
    /** An answer other than the one before: fails first and succeeds later, or emits other data to fewer outputs. */
    DIFFERENT_ANSWER,
    /** The processor fails, or runs out of time with, whatever it is given, for a while. */
    OUTAGE,
    /** An attempt outlives its time-out and ends within the grace. */
    ENDS_WITHIN_GRACE,
    /** An attempt outlives its time-out and ends after the grace. */
    ENDS_AFTER_GRACE,
    /** An attempt never ends. */
    NEVER_ENDS,
    /** A call does not return: its shard does nothing more, and is replaced when the call has been out of time. */
    BLOCKED_LOOP,
    /** A commit fails, and may or may not be found afterwards. */
    INDETERMINATE_COMMIT,
    /** A read is the first to find that the storage has failed. */
    FAILED_READ,
    /** A read takes very long. */
    SLOW_READ,
    /** One command of a group conflicts: the channel it emits to is at its limit. */
    CONFLICT,
    /** The process dies at any step. */
    CRASH,
    /** The process dies when a commit is durable and the engine does not know yet. */
    CRASH_AFTER_COMMIT,
    /** The process dies when it has acknowledged and the broker does not know yet. */
    CRASH_BEFORE_ACKNOWLEDGE,
    /** A newer shard takes over while the old one goes on. */
    ZOMBIE,
    /** The shard is drained with a deadline, and made anew. */
    DRAIN,
    /** A broker delivers again what it had delivered before. */
    REDELIVERY,
    /** Positions are left out. */
    GAP,
    /** A log takes partitions away and waits for the hand-over. */
    REVOKED,
    /** A log has taken partitions away. */
    LOST,
    /** A broker's connection breaks and comes back; tags begin anew. */
    RECONNECT,
    /** Bytes that are no event. */
    UNDECODABLE,
    /** A sink does not know whether it has an event. */
    EMIT_INDETERMINATE,
    /** A sink has an event after it said that it does not know. */
    EMIT_LANDS_LATE,
    /** A sink never answers. */
    EMIT_UNANSWERED,
    /** A sink refuses an event. */
    EMIT_REJECTED,
    /** A handler answers twice. */
    HANDLER_TWICE,
    /** A handler answers after its deadline. */
    HANDLER_LATE,
    /** A handler never answers. */
    HANDLER_NEVER,
    /** Two people decide at the same moment. */
    PEOPLE_RACE,
    /** A person decides on an event at the very moment it is being settled, fails again, or moves. */
    PERSON_RACES_SIDING,
    /** A person decides on what is no longer so. */
    STALE_VERSION,
    /** Intake is paused for a while. */
    PAUSE,
    /** The wall clock jumps. */
    CLOCK_JUMP
}
