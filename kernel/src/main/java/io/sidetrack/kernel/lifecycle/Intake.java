package io.sidetrack.kernel.lifecycle;

import io.vertx.core.Future;

/** All subscriptions of a node as one: what stands still while storage is broken. Called on the supervisor's context. */
public interface Intake {

    /** Stops every shard and closes every source at once; nothing that is under way counts. */
    Future<Void> halt();

    /** Starts every subscription under a new fence, from what the store says, and opens its sources. */
    Future<Void> startAll();
}
