package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Decision;
import io.sidetrack.api.error.ErroredEvent;
import io.sidetrack.api.event.InvalidEventException;
import io.sidetrack.kernel.dispatch.Lane.Mode;
import io.sidetrack.kernel.dispatch.ShardSettings.Ordering;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.ErroredState;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.SidingEntry;
import io.sidetrack.kernel.store.Verdict;
import java.util.Objects;
import java.util.function.Consumer;

/** Decisions on errored events, of handlers and of people, with the moves that an edited key causes, and what comes back. */
final class Decisions {
    private static final String KERNEL = "sidetrack";
    private final Shard shard;
    private final ShardSettings settings;

    Decisions(Shard shard, ShardSettings settings) {
        this.shard = shard;
        this.settings = settings;
    }

    /** Asks the handlers about a head, one after the other; it stays the lane's current entry meanwhile. */
    void ask(Entry head) {
        ask(head, 0, ++head.lane.asked, "no handler decided");
    }

    private void ask(Entry head, int index, long token, String lastNote) {
        ErroredState errored = Objects.requireNonNull(head.errored());
        CloudEvent event = head.event();
        if (event == null || index >= shard.handlers().size() || errored.handled() >= settings.maxHandled()) {
            boolean often = errored.handled() >= settings.maxHandled();
            String note = often ? "handlers have decided " + errored.handled() + " times" : lastNote;
            decided(head, new Verdict.Leave(), KERNEL, note);
            return;
        }
        ErroredEvent question = new ErroredEvent(
                errored.id(),
                settings.subscription(),
                head.channel(),
                head.lane.key,
                event,
                errored.revision(),
                errored.cause(),
                errored.attempts(),
                errored.handled());
        boolean[] answered = {false};
        Consumer<Decision> answer = decision -> {
            if (!answered[0] && head.lane.asked == token && !shard.isStopped()) {
                answered[0] = true;
                answered(head, index, token, decision);
                shard.pump();
            }
        };
        shard.after(
                settings.handlerTimeout().toNanos(),
                () -> answer.accept(Decision.leave(shard.handlers().name(index) + " did not answer within "
                        + settings.handlerTimeout().toMillis() + " ms")));
        shard.handlers().ask(index, question, answer);
    }

    private void answered(Entry head, int index, long token, Decision decision) {
        String by = shard.handlers().name(index);
        if (decision instanceof Decision.Leave leave) {
            ask(head, index + 1, token, leave.note());
        } else if (decision instanceof Decision.Repair repair) {
            try {
                CloudEvent repaired = repair.apply(Objects.requireNonNull(head.event()));
                decided(head, resubmit(head.lane, repaired, false), by, repair.note());
            } catch (InvalidEventException e) {
                ask(head, index + 1, token, by + " repaired it into what is no event: " + e.getMessage());
            }
        } else if (decision instanceof Decision.RetryLater later) {
            long due = shard.clock().wallMillis() + Math.max(0, later.delay().toMillis());
            decided(head, new Verdict.RetryLater(due), by, later.note());
        } else if (decision instanceof Decision.Redirect redirect) {
            redirect(head, redirect, by);
        } else {
            decided(head, new Verdict.Discard(false), by, decision.note());
        }
    }

    /** A handler names a channel: one that is not there is the handler's mistake, and a person decides. */
    private void redirect(Entry head, Decision.Redirect redirect, String by) {
        Emitter.Destination to = shard.emitter().destinationOf(redirect.channel());
        if (to == Emitter.Destination.NOWHERE) {
            decided(head, new Verdict.Leave(), KERNEL, by + ": " + nowhere(redirect.channel()));
        } else {
            boolean remote = to == Emitter.Destination.REMOTE;
            decided(head, new Verdict.Redirect(redirect.channel(), remote), by, redirect.note());
        }
    }

    private static String nowhere(String channel) {
        return "redirects to '" + channel + "', which is no channel of the configuration that events can be sent to";
    }

    /** A handler's decision, or the kernel's own to leave it to a person, goes to the store and may lose against a person's. */
    private void decided(Entry head, Verdict verdict, String by, String note) {
        ErroredState errored = Objects.requireNonNull(head.errored());
        Lane lane = head.lane;
        lane.asked++;
        Command.Decide decide =
                new Command.Decide(0, errored.id(), errored.version(), verdict, by, !by.equals(KERNEL), note);
        lane.decisions++;
        shard.commits().submit(lane, null, decide, (submission, outcome) -> {
            lane.decisions--;
            if (outcome instanceof Outcome.Conflict conflict
                    && (conflict.reason() == Outcome.Reason.LIMIT || conflict.reason() == Outcome.Reason.CHANNEL)) {
                decided(head, new Verdict.Leave(), KERNEL, by + ": " + conflict.detail());
                return;
            }
            if (lane.current == head) {
                lane.current = null;
            }
            applied(lane, errored.id(), verdict, by, outcome);
        });
    }

    /** A person decides. Whatever else is under way for the lane, the version decides who wins. */
    void decide(
            String erroredId,
            String laneId,
            long expectedVersion,
            Verdict verdict,
            String by,
            String note,
            Consumer<Outcome> answer) {
        Lane lane = shard.lanes().named(laneId);
        Verdict complete = verdict;
        if (verdict instanceof Verdict.Resubmit resubmit && resubmit.edited() != null) {
            complete = resubmit(lane, resubmit.edited(), resubmit.confirmed());
        } else if (verdict instanceof Verdict.Redirect redirect) {
            Emitter.Destination to = shard.emitter().destinationOf(redirect.channel());
            if (to == Emitter.Destination.NOWHERE) {
                answer.accept(new Outcome.Conflict(
                        Outcome.Reason.CHANNEL, nowhere(redirect.channel()), expectedVersion, null));
                return;
            }
            complete = new Verdict.Redirect(redirect.channel(), to == Emitter.Destination.REMOTE);
        } else if (verdict instanceof Verdict.Restore restore) {
            restore(lane, erroredId, expectedVersion, restore, by, note, answer);
            return;
        }
        decide(lane, erroredId, expectedVersion, complete, by, note, answer);
    }

    /** What was discarded comes back as an arrival of its lane, so that it steps onto a siding between two others or makes one. */
    private void restore(
            Lane was,
            String erroredId,
            long expectedVersion,
            Verdict.Restore restore,
            String by,
            String note,
            Consumer<Outcome> answer) {
        String id = shard.lanes().laneIdOf(was, restore.received());
        Lane lane = shard.lanes().named(id);
        Verdict complete =
                new Verdict.Restore(restore.received(), id, Lanes.isLoose(id) ? null : id, restore.confirmed());
        Command.Decide decide = new Command.Decide(0, erroredId, expectedVersion, complete, by, false, note);
        shard.lanes().cameBack(Entry.joining(lane, makesSiding -> restore(lane, decide, makesSiding, answer)));
    }

    private void restore(Lane lane, Command.Decide decide, boolean makesSiding, Consumer<Outcome> answer) {
        if (makesSiding) {
            lane.mode = Mode.HOLD;
        } else {
            lane.remaining++;
        }
        lane.decisions++;
        shard.commits().submit(lane, null, decide, (submission, outcome) -> {
            lane.decisions--;
            if (outcome instanceof Outcome.Applied applied) {
                shard.parkedMore(1);
                if (makesSiding) {
                    lane.mode = Mode.PARKING;
                }
                if (applied.released() == 0) {
                    shard.lanes().sidings().add(lane.id());
                    shard.driver().want(lane);
                }
                shard.listener().decided(decide.erroredId(), decide.verdict(), decide.by());
            } else if (makesSiding) {
                lane.mode = Mode.CHECK;
            } else {
                lane.remaining--;
            }
            answer.accept(outcome);
            shard.lanes().wake(lane);
        });
    }

    private void decide(
            Lane lane,
            String erroredId,
            long expectedVersion,
            Verdict complete,
            String by,
            String note,
            Consumer<Outcome> answer) {
        lane.decisions++;
        Command.Decide decide = new Command.Decide(0, erroredId, expectedVersion, complete, by, false, note);
        shard.commits().submit(lane, null, decide, (submission, outcome) -> {
            lane.decisions--;
            applied(lane, erroredId, complete, by, outcome);
            answer.accept(outcome);
        });
        shard.lanes().wake(lane);
    }

    private void applied(Lane lane, String erroredId, Verdict verdict, String by, Outcome outcome) {
        if (outcome instanceof Outcome.Applied applied) {
            if (applied.closed()) {
                shard.lanes().sidings().remove(lane.id());
            }
            if (verdict instanceof Verdict.Discard discard) {
                shard.parkedMore(-1 - (discard.wholeSiding() ? applied.released() : 0));
            } else if (verdict instanceof Verdict.Redirect redirect && !redirect.remote()) {
                shard.parkedMore(-1);
            }
            shard.listener().decided(erroredId, verdict, by);
            if (lane.mode == Mode.PARKING && !applied.closed()) {
                shard.driver().want(lane); // arrivals go on stepping onto it
            } else {
                lookAgain(lane);
            }
            if (verdict instanceof Verdict.RetryLater) {
                shard.driver().scanSoon(); // finds it if due, and learns when it will be
            }
        } else if (lane.driven) {
            lookAgain(lane);
        }
        shard.lanes().wake(lane);
    }

    /** What stands on the lane's siding has changed: an answer that is still awaited is void, and the store is asked. */
    private void lookAgain(Lane lane) {
        if (lane.attempt != null || lane.sending) {
            if (lane.driven) {
                return; // the decision was not about what is running
            }
            shard.lanes().spoil(lane);
            return;
        }
        lane.asked++;
        if (lane.mode == Mode.DRIVING && lane.current != null && !lane.current.begun && !lane.current.waiting) {
            lane.current = null;
        }
        if (lane.mode != Mode.MAIN) {
            lane.stale = lane.reading && lane.mode == Mode.CHECK;
            lane.page.clear();
            lane.mode = Mode.CHECK;
            shard.driver().want(lane);
        }
    }

    private Verdict.Resubmit resubmit(Lane lane, CloudEvent edited, boolean confirmed) {
        if (settings.ordering() != Ordering.KEY) {
            return new Verdict.Resubmit(edited, null, null, confirmed);
        }
        String to = shard.lanes().keyOf(edited);
        boolean keyless = Lanes.isLoose(to);
        if (keyless ? lane.key == null : to.equals(lane.key)) {
            return new Verdict.Resubmit(edited, null, null, confirmed);
        }
        return new Verdict.Resubmit(edited, to, keyless ? null : to, confirmed);
    }

    /** The head's key was edited: it queues in its new lane behind everything that was received there before. */
    void move(Lane from, Entry head) {
        if (from.moving) {
            return;
        }
        from.moving = true;
        SidingEntry parked = Objects.requireNonNull(head.parked);
        Lane to = shard.lanes()
                .named(Objects.requireNonNull(
                        Objects.requireNonNull(parked.errored()).movedToLane()));
        shard.lanes().arrived(Entry.joining(to, makesSiding -> moveIn(from, parked, to, makesSiding)));
    }

    /** Its turn has come in the new lane: it joins the siding there, or makes one that runs at once. */
    private void moveIn(Lane from, SidingEntry parked, Lane to, boolean makesSiding) {
        String erroredId = Objects.requireNonNull(parked.errored()).id();
        if (makesSiding) {
            shard.lanes().sidings().add(to.id());
            to.mode = Mode.HOLD;
        } else {
            to.remaining++;
        }
        from.decisions++;
        Command.Move move = new Command.Move(to.chain, from.id(), parked.seq(), erroredId, to.id());
        shard.commits().submit(to, null, move, (submission, outcome) -> {
            from.decisions--;
            from.moving = false;
            if (outcome instanceof Outcome.Conflict conflict) {
                if (makesSiding) {
                    shard.lanes().sidings().remove(to.id());
                }
                shard.lanes().conflicted(submission, conflict);
                shard.driver().want(from);
            } else {
                if (((Outcome.Applied) outcome).closed()) {
                    shard.lanes().sidings().remove(from.id());
                }
                if (makesSiding) {
                    to.mode = Mode.PARKING;
                }
                shard.driver().want(to);
                lookAgain(from);
            }
            shard.lanes().wake(from);
            shard.lanes().wake(to);
        });
    }
}
