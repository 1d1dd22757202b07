package io.sidetrack.testkit.broker;

import io.sidetrack.api.adapter.Source;
import io.vertx.core.Future;

/** A source that can be cut off. */
interface MemorySource extends Source {

    /** Ends it without a hand-over: what it had is lost to it. */
    Future<Void> cut(Throwable cause);
}
