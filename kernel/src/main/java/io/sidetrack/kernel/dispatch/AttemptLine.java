package io.sidetrack.kernel.dispatch;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Attempts in the order of their deadlines. One that ends leaves at once, wherever it stands: at a high rate those of one time-out's
 * length would be too many to keep. The members carry the links.
 */
final class AttemptLine {
    private @Nullable AttemptTask first;
    private @Nullable AttemptTask last;

    @Nullable
    AttemptTask peek() {
        return first;
    }

    void forEach(Consumer<AttemptTask> action) {
        for (AttemptTask task = first; task != null; task = task.behind) {
            action.accept(task);
        }
    }

    void add(AttemptTask task) {
        task.line = this;
        task.before = last;
        if (last == null) {
            first = task;
        } else {
            last.behind = task;
        }
        last = task;
    }

    void remove(AttemptTask task) {
        AttemptTask before = task.before;
        AttemptTask behind = task.behind;
        if (before == null) {
            first = behind;
        } else {
            before.behind = behind;
        }
        if (behind == null) {
            last = before;
        } else {
            behind.before = before;
        }
        task.line = null;
        task.before = null;
        task.behind = null;
    }
}
