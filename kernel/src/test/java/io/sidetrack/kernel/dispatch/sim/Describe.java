package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Verdict;

/** One line of a trace for what goes to and comes from the store. */
final class Describe {
    private Describe() {}

    static String command(Command command) {
        String chain = command.chain() == 0 ? "" : " chain=" + command.chain();
        if (command instanceof Command.Done c) {
            return "Done " + c.lane() + " " + receipt(c.receipt()) + " state="
                    + (c.state() == null ? "-" : c.state().state()) + " emits="
                    + c.emits().size() + chain;
        } else if (command instanceof Command.Divert c) {
            return "Divert " + c.lane() + " " + receipt(c.receipt()) + " as " + c.erroredId() + " " + c.status()
                    + chain;
        } else if (command instanceof Command.Park c) {
            return "Park " + c.lane() + " " + receipt(c.receipt()) + chain;
        } else if (command instanceof Command.Decide c) {
            return "Decide " + c.erroredId() + " v" + c.expectedVersion() + " " + verdict(c.verdict()) + " by " + c.by()
                    + chain;
        } else if (command instanceof Command.Start c) {
            return "Start " + c.erroredId() + chain;
        } else if (command instanceof Command.Settle c) {
            return "Settle " + c.lane() + " seq=" + c.seq() + " " + c.erroredId() + (c.closes() ? " closes" : "")
                    + " state=" + (c.state() == null ? "-" : c.state().state()) + " emits="
                    + c.emits().size() + chain;
        } else if (command instanceof Command.Fail c) {
            return "Fail " + c.lane() + " seq=" + c.seq() + " " + c.erroredId() + " " + c.status() + chain;
        }
        Command.Move c = (Command.Move) command;
        return "Move " + c.erroredId() + " from " + c.lane() + " to " + c.toLane() + chain;
    }

    private static String receipt(Receipt receipt) {
        if (receipt instanceof Receipt.Position r) {
            return r.channel() + ":" + r.position();
        } else if (receipt instanceof Receipt.Mark r) {
            return r.channel() + "/" + r.partition() + ":" + r.position();
        }
        return receipt instanceof Receipt.Inbox r ? r.channel() + ":" + r.id() : "no receipt";
    }

    static String verdict(Verdict verdict) {
        return verdict instanceof Verdict.Resubmit r
                ? "Resubmit"
                        + (r.edited() == null
                                ? ""
                                : " edited as " + Script.of(r.edited()).label())
                        + (r.movedToLane() == null ? "" : " to lane " + r.movedToLane())
                        + (r.confirmed() ? " confirmed" : "")
                : verdict instanceof Verdict.Restore r
                        ? "Restore to lane " + r.lane() + (r.confirmed() ? " confirmed" : "")
                        : verdict.toString();
    }

    static String outcome(Outcome outcome) {
        return outcome instanceof Outcome.Conflict c ? "conflict " + c.reason() + " (" + c.detail() + ")" : "applied";
    }
}
