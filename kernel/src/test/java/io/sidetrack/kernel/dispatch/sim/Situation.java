package io.sidetrack.kernel.dispatch.sim;

/** What is no fault and yet rare: places where the engine has something of its own to do. Each is counted when a world came to it. */
enum Situation {
    /** An event without a key failed: it is a siding of its own. */
    KEYLESS_SIDING,
    /** An event runs on a result that is not committed yet. */
    SPECULATION,
    /** A siding is longer than the page that is read of it. */
    LONG_SIDING,
    /** A limit of sidings holds back intake. */
    LIMIT,
    /** An event whose key was edited joins a siding that is there. */
    MOVED_BEHIND_OTHERS,
    /** An event whose key was edited comes to a lane without a siding. */
    MOVED_TO_THE_MAIN_LINE,
    /** An event's key was taken away. */
    MOVED_TO_NO_KEY,
    /** A siding was discarded with all that waited on it. */
    SIDING_DISCARDED,
    /** An event was redirected, and others waited behind it. */
    REDIRECTED,
    /** An event was redirected to a remote broker, which has confirmed it. */
    REDIRECTED_FAR,
    /** What was discarded came back behind others of its key. */
    RESTORED_BEHIND_OTHERS,
    /** What was discarded came back, and its key had no siding. */
    RESTORED_TO_THE_MAIN_LINE,
    /** Somebody's decision came while the event was being settled, and lost. */
    DECISION_LOST,
    /** A circuit opened. */
    CIRCUIT,
    /** An event errored before the circuit opened counts as one of the outage. */
    OUTAGE_BEFORE_CIRCUIT,
    /** An event of an outage runs again by itself. */
    OUTAGE_RUNS_AGAIN,
    /** The deadline of a drain passes before an attempt has ended. */
    GIVEN_UP,
    /** An emit lands though the event it came from has failed since. */
    EMIT_LANDS_AFTER_FAILURE,
    /** Emits of several events leave as one batch. */
    EMITS_LEAVE_TOGETHER,
    /** A publisher has no answer, sends again, and the event is there already. */
    PUBLISHED_AGAIN
}
