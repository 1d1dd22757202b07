package io.sidetrack.kernel.dispatch.sim;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.dispatch.ShardSettings.Ordering;
import io.sidetrack.kernel.dispatch.sim.Script.Step;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** People who look at errored events and decide, with what they saw or with what is no longer so, alone or two at once. */
final class People {
    private static final List<Input.Action> ACTIONS = List.of(Input.Action.values());

    private final SimWorld world;
    private final RandomGenerator races;
    private final List<Wish> wishes = new ArrayList<>();

    People(SimWorld world) {
        this.world = world;
        this.races = world.random("races");
    }

    /** A decision that somebody has asked for. */
    private static final class Wish {
        final Incarnation by;
        final String what;
        int answers;

        Wish(Incarnation by, String what) {
            this.by = by;
            this.what = what;
        }
    }

    void act(Input.Person person, Incarnation by) {
        Random random = new Random(person.salt());
        boolean restores = person.action() == Input.Action.RESTORE;
        List<MemoryErrored> all = world.tables.errored.values().stream()
                .filter(e -> restores ? e.status == Status.DISCARDED : !e.status.isFinal() || random.nextInt(10) == 0)
                .toList();
        if (all.isEmpty()) {
            return;
        }
        MemoryErrored errored = all.get(random.nextInt(all.size()));
        long version = errored.version;
        if (random.nextInt(4) == 0 && world.faults.may(Fault.STALE_VERSION)) {
            world.faults.count(Fault.STALE_VERSION);
            version--;
        }
        decide(by, errored, version, verdict(person.action(), errored, random));
        if (random.nextInt(3) == 0 && world.faults.may(Fault.PEOPLE_RACE)) {
            world.faults.count(Fault.PEOPLE_RACE);
            Input.Action other = ACTIONS.get(random.nextInt(ACTIONS.size()));
            decide(by, errored, version, verdict(other, errored, random));
        }
    }

    /** Something is about to happen to an errored event, and somebody decides on it meanwhile. */
    void race(Incarnation by, Command command) {
        MemoryErrored errored = world.tables.errored.get(erroredId(command));
        if (errored != null && world.faults.happens(Fault.PERSON_RACES_SIDING, 0.1)) {
            Random random = new Random(races.nextLong());
            Input.Action action = ACTIONS.get(random.nextInt(ACTIONS.size()));
            long version = errored.version;
            by.runLater(
                    random.nextInt(4) * SimTime.MILLIS,
                    () -> decide(by, errored, version, verdict(action, errored, random)));
        }
    }

    private static String erroredId(Command command) {
        if (command instanceof Command.Settle settle) {
            return settle.erroredId() == null ? "" : settle.erroredId();
        } else if (command instanceof Command.Start start) {
            return start.erroredId();
        } else if (command instanceof Command.Fail fail) {
            return fail.erroredId();
        } else if (command instanceof Command.Decide decide) {
            return decide.handler() ? decide.erroredId() : "";
        }
        return command instanceof Command.Move move ? move.erroredId() : "";
    }

    /** Cures the head of every siding that waits for a person. */
    boolean cureAll(Incarnation by) {
        List<MemoryErrored> waiting = world.subscription().sidings.values().stream()
                .map(siding -> siding.entries.get(0).errored)
                .filter(head -> head != null && (head.status == Status.OPEN || head.status == Status.INDETERMINATE))
                .toList();
        for (MemoryErrored head : waiting) {
            decide(by, head, head.version, new Verdict.Resubmit(edit(head, head.current.key()), null, null, true));
        }
        return !waiting.isEmpty();
    }

    private Verdict verdict(Input.Action action, MemoryErrored errored, Random random) {
        boolean confirmed = random.nextBoolean();
        String newKey = random.nextInt(6) == 0 ? null : "k" + random.nextInt(6);
        boolean keyed = world.scenario.shape().ordering() == Ordering.KEY;
        boolean sameKey = Objects.equals(newKey, errored.current.key());
        return switch (action) {
            case RESUBMIT -> new Verdict.Resubmit(null, null, null, confirmed);
            case EDIT -> new Verdict.Resubmit(edit(errored, errored.current.key()), null, null, confirmed);
            case EDIT_KEY ->
                keyed && !sameKey
                        ? new Verdict.Resubmit(edit(errored, newKey), null, null, confirmed)
                        : new Verdict.Resubmit(edit(errored, errored.current.key()), null, null, confirmed);
            case REDIRECT -> new Verdict.Redirect(random.nextBoolean() ? Scenario.ASIDE : Scenario.ELSEWHERE);
            case DISCARD -> new Verdict.Discard(false);
            case DISCARD_SIDING -> new Verdict.Discard(true);
            case RESTORE -> new Verdict.Restore(errored.current, null, null, confirmed);
        };
    }

    /** A new revision of the event, which succeeds. */
    private CloudEvent edit(MemoryErrored errored, @Nullable String key) {
        CloudEvent event = errored.current.event();
        Sent sent = world.sent(event, errored.current.raw());
        Script script = event != null ? Script.of(event) : sent == null ? null : sent.script;
        if (sent == null || script == null) {
            throw new IllegalStateException("nobody sent " + errored.id);
        }
        return script.edited(world.nextId("p"), List.of(Step.SUCCEED)).event(sent.id, key);
    }

    private void decide(Incarnation by, MemoryErrored errored, long version, Verdict verdict) {
        if (by.shard == null || by.crashed || by.stopped) {
            return;
        }
        Wish wish = new Wish(by, Describe.verdict(verdict) + " on " + errored.id);
        wishes.add(wish);
        String person = world.nextId("person");
        world.trace(() -> person + " asks shard " + by.number + " for " + wish.what + " version " + version);
        by.shard.decide(
                errored.id,
                errored.lane,
                version,
                verdict,
                person,
                "",
                outcome -> answered(wish, person, errored, outcome));
    }

    private void answered(Wish wish, String person, MemoryErrored errored, Outcome outcome) {
        if (wish.by.crashed) {
            return;
        }
        world.trace(() -> person + " is told " + outcome);
        if (outcome instanceof Outcome.Conflict) {
            world.comesTo(Situation.DECISION_LOST);
        }
        if (++wish.answers > 1) {
            world.violate("I5", wish.what + " is answered twice");
        }
        boolean recorded = world.tables.audit.stream()
                .anyMatch(entry -> entry.by().equals(person) && entry.target().equals(errored.id));
        if (recorded != outcome instanceof Outcome.Applied) {
            world.violate("I5", person + " is told " + outcome + ", and the store says otherwise");
        }
    }

    /** What somebody asked of a shard that still runs, and has no answer to. */
    List<String> unanswered() {
        return wishes.stream()
                .filter(wish -> wish.answers == 0 && wish.by.isCurrent() && !wish.by.draining)
                .map(wish -> wish.what)
                .toList();
    }
}
