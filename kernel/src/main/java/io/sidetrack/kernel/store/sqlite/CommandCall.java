package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Applies the commands of one commit call in their order. A conflict undoes its command only, and breaks its chain. */
final class CommandCall {
    private final Tables tables;
    private final MainLineCommands mainLine;
    private final SidingCommands sidings;
    private final DecisionCommands decisions;

    CommandCall(Tables tables) {
        this.tables = tables;
        this.mainLine = new MainLineCommands(tables);
        this.sidings = new SidingCommands(tables, mainLine);
        this.decisions = new DecisionCommands(tables);
    }

    /** Fails with {@code FencedException} where the fence is not the newest one; then nothing is applied. */
    List<Outcome> apply(Fence fence, List<Prepared> commands) throws SQLException {
        SubscriptionLedger subscription = tables.subscriptions.fenced(fence);
        List<Outcome> outcomes = new ArrayList<>(commands.size());
        for (Prepared prepared : commands) {
            long chain = prepared.command().chain();
            Outcome outcome;
            if (chain != 0 && subscription.brokenChains.contains(chain)) {
                outcome = Conflicts.of(Outcome.Reason.CHAIN, "an earlier command of its chain took no effect");
            } else {
                outcome = apply(subscription, prepared);
                if (chain != 0 && outcome instanceof Outcome.Conflict) {
                    subscription.brokenChains.add(chain);
                }
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private Outcome apply(SubscriptionLedger subscription, Prepared prepared) throws SQLException {
        Command command = prepared.command();
        if (command instanceof Command.Done done) {
            return mainLine.done(subscription, done, prepared);
        } else if (command instanceof Command.Park park) {
            return mainLine.park(subscription, park, prepared);
        } else if (command instanceof Command.Divert divert) {
            return mainLine.divert(subscription, divert, prepared);
        } else if (command instanceof Command.Settle settle) {
            return sidings.settle(subscription, settle, prepared);
        } else if (command instanceof Command.Start start) {
            return sidings.start(subscription, start);
        } else if (command instanceof Command.Fail fail) {
            return sidings.fail(subscription, fail);
        } else if (command instanceof Command.Move move) {
            return sidings.move(subscription, move);
        } else if (command instanceof Command.Decide decide) {
            return decisions.decide(subscription, decide, prepared);
        }
        throw new IllegalArgumentException("unknown command " + command);
    }
}
