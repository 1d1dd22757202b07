package io.sidetrack.kernel.dispatch;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.ShardStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands commands to the store in the order they were decided, in groups, and their outcomes back in that order. While two
 * groups are under way the next one gathers, so that the groups grow with the load. After a failure nothing is answered any more.
 */
final class Commits {
    private static final int UNDER_WAY = 2;

    private final ShardStore store;
    private final Fence fence;
    private final Consumer<Throwable> broken;
    private final Consumer<Runnable> guard;
    private List<Submission> gathering = new ArrayList<>();
    private int underWay;
    private long pending;
    private boolean stopped;

    Commits(ShardStore store, Fence fence, Consumer<Throwable> broken, Consumer<Runnable> guard) {
        this.store = store;
        this.fence = fence;
        this.broken = broken;
        this.guard = guard;
    }

    void submit(Lane lane, @Nullable Entry entry, Command command, Submission.Answer answer) {
        Submission submission = new Submission(command, lane, entry, answer);
        lane.submitted.add(submission);
        gathering.add(submission);
        pending++;
    }

    /** Commands that have no answer yet. */
    long pending() {
        return pending;
    }

    void flush() {
        if (gathering.isEmpty() || underWay >= UNDER_WAY || stopped) {
            return;
        }
        List<Submission> group = gathering;
        gathering = new ArrayList<>(Math.min(4096, group.size() + 16));
        List<Command> commands = new ArrayList<>(group.size());
        for (Submission submission : group) {
            commands.add(submission.command());
        }
        underWay++;
        store.commit(fence, commands).onComplete(outcomes -> {
            underWay--;
            if (stopped) {
                return;
            }
            if (outcomes.failed()) {
                broken.accept(outcomes.cause());
            } else {
                guard.accept(() -> answer(group, outcomes.result()));
            }
        });
    }

    void stop() {
        stopped = true;
    }

    @SuppressWarnings("ReferenceEquality") // it must be that very submission, not an equal one
    private void answer(List<Submission> group, List<Outcome> outcomes) {
        for (int i = 0; i < group.size(); i++) {
            if (stopped) {
                return;
            }
            Submission submission = group.get(i);
            Submission first = submission.lane().submitted.poll();
            if (first != submission) {
                throw new IllegalStateException("answer to " + submission.command() + " came before that to " + first);
            }
            pending--;
            submission.answer().answered(submission, outcomes.get(i));
        }
    }
}
