package io.sidetrack.broker.rabbitmq;

/** Who may read a queue beside a source. */
enum Exclusivity {
    /** Anybody. */
    SHARED,
    /** Nobody: the broker refuses others while we read. */
    EXCLUSIVE,
    /** Nobody, in a queue of which the broker refuses nobody: we look now and then. */
    WATCHED
}
