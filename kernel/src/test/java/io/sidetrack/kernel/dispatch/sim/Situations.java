package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;
import java.util.EnumSet;
import java.util.Set;

/** Which situations a command has come to that has just been applied. */
final class Situations {
    /** As many entries as the engine reads of a siding at once. */
    private static final int PAGE = 128;

    private Situations() {}

    static Set<Situation> of(SimWorld world, Applying applying, Outcome outcome) {
        Set<Situation> all = EnumSet.noneOf(Situation.class);
        if (!(outcome instanceof Outcome.Applied applied)) {
            return all;
        }
        Command command = applying.command();
        if (command instanceof Command.Divert divert && divert.lane().startsWith("\0")) {
            all.add(Situation.KEYLESS_SIDING);
        } else if (command instanceof Command.Move move) {
            MemorySiding to = world.subscription().sidings.get(move.toLane());
            boolean alone = to == null || to.entries.size() == 1;
            all.add(alone ? Situation.MOVED_TO_THE_MAIN_LINE : Situation.MOVED_BEHIND_OTHERS);
            if (move.toLane().startsWith("\0")) {
                all.add(Situation.MOVED_TO_NO_KEY);
            }
        } else if (command instanceof Command.Settle settle) {
            MemorySiding siding = world.subscription().sidings.get(settle.lane());
            if (siding != null && siding.entries.size() > PAGE) {
                all.add(Situation.LONG_SIDING);
            }
        } else if (command instanceof Command.Decide decide) {
            decided(decide.verdict(), applied, all);
        } else if (command instanceof Command.Start && applying.statusBefore() == Status.OUTAGE) {
            all.add(Situation.OUTAGE_RUNS_AGAIN);
        }
        return all;
    }

    private static void decided(Verdict verdict, Outcome.Applied applied, Set<Situation> all) {
        if (verdict instanceof Verdict.Discard discard && discard.wholeSiding() && applied.released() > 0) {
            all.add(Situation.SIDING_DISCARDED);
        } else if (verdict instanceof Verdict.Redirect && applied.released() > 0) {
            all.add(Situation.REDIRECTED);
        } else if (verdict instanceof Verdict.Restore) {
            all.add(applied.released() > 0 ? Situation.RESTORED_BEHIND_OTHERS : Situation.RESTORED_TO_THE_MAIN_LINE);
        } else if (verdict instanceof Verdict.Outage) {
            all.add(Situation.OUTAGE_BEFORE_CIRCUIT);
        }
    }
}
