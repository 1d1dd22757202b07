package io.sidetrack.kernel.plugin.isolation;

import java.util.concurrent.Executor;

/** Where the blocking calls of one plugin run, and who keeps account of all its calls. Thread-safe. */
@FunctionalInterface
public interface CallPool extends Executor {

    /**
     * A call of a component begins on this thread, here or on an event loop.
     *
     * @param event names the event, the same after a restart
     * @return what {@link #ends} is to be given when it has returned
     */
    default int begins(int event) {
        return -1;
    }

    default void ends(int call) {}

    /** A call that runs here is out of time, or nobody waits for it any more, and has not ended. */
    default void outOfTime() {}

    /** A call that was out of time has ended after all. */
    default void endedLate() {}
}
