package io.sidetrack.kernel.dispatch;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way through the store.
 *
 * @param lane the lane that waits for it
 * @param entry the event it is about, or {@code null}
 * @param answer what happens with the outcome
 */
record Submission(Command command, Lane lane, @Nullable Entry entry, Answer answer) {

    /** Takes the store's outcome. */
    @FunctionalInterface
    interface Answer {
        void answered(Submission submission, Outcome outcome);
    }
}
