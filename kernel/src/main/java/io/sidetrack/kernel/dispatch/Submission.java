package io.sidetrack.kernel.dispatch;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Outcome;
import org.jspecify.annotations.Nullable;

/** A command on its way through the store. */
final class Submission extends IntrusiveQueue.Member<Submission> {
    private final Command command;
    private final Lane lane;
    private final @Nullable Entry entry;
    private final Answer answer;

    Submission(Command command, Lane lane, @Nullable Entry entry, Answer answer) {
        this.command = command;
        this.lane = lane;
        this.entry = entry;
        this.answer = answer;
    }

    Command command() {
        return command;
    }

    /** The lane that waits for it. */
    Lane lane() {
        return lane;
    }

    /** The event it is about, or {@code null}. */
    @Nullable
    Entry entry() {
        return entry;
    }

    /** What happens with the outcome. */
    Answer answer() {
        return answer;
    }

    /** Takes the store's outcome. */
    @FunctionalInterface
    interface Answer {
        void answered(Submission submission, Outcome outcome);
    }
}
