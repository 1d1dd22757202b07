package io.sidetrack.kernel.store.sqlite;

import io.vertx.core.Promise;

/** Something for the writer to do, in the order of the calls. */
sealed interface Job permits Write, Job.Control {

    /** The store does not accept it. */
    void fail(RuntimeException failure);

    /** Reopening or closing: done alone, and accepted until the store is closed, whatever has failed. */
    record Control(Runnable task, Promise<?> promise) implements Job {
        @Override
        public void fail(RuntimeException failure) {
            promise.tryFail(failure);
        }
    }
}
