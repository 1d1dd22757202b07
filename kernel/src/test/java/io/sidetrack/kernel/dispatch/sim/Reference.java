package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.error.Cause;
import io.sidetrack.api.event.EventData;
import io.sidetrack.kernel.dispatch.EventIdentity;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.store.AttemptRecord;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.StateWrite;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What must be true, said once: it is told what the engine does and what becomes durable, and judges each by the invariants.
 *
 * <ul>
 *   <li>I1: after each step every event that its broker no longer holds is in exactly one state at rest.
 *   <li>I2: nothing starts, is emitted or becomes durable before everything earlier of its line is over.
 *   <li>I3: what becomes durable is exactly the result of one successful attempt, built on the state before it, once.
 *   <li>I4: only what was sent is processed, one attempt of a lane at a time, and no attempt is judged while it still runs.
 *   <li>I5: only the revision decided on last takes effect, on the version that was seen, and nothing that was decided away.
 * </ul>
 */
final class Reference {
    /** The type of the cause of what held up the processor, or did not end in time; its message is the id. */
    static final String SET_ASIDE = "SetAside";

    private final SimWorld world;
    private final List<Incarnation> incarnations = new ArrayList<>();
    private final List<Call> running = new ArrayList<>();
    private final Map<String, List<Sent>> lines = new HashMap<>();
    private final Map<String, Call> successes = new HashMap<>();
    private final Map<String, String> emittedIds = new HashMap<>();

    Reference(SimWorld world) {
        this.world = world;
    }

    /** Events of one line are sent in the order in which they must take effect. */
    void sent(Sent sent) {
        world.sent.put(sent.id, sent);
        lines.computeIfAbsent(line(sent), l -> new ArrayList<>()).add(sent);
    }

    void begins(Incarnation incarnation) {
        incarnations.add(incarnation);
    }

    List<Incarnation> incarnations() {
        return incarnations;
    }

    void acquired(Incarnation by) {
        incarnations.forEach(other -> other.superseded = other != by);
    }

    /** Whatever is under way there, and may have had effects, is told; nothing else is. */
    void givenUp(Incarnation incarnation, Set<EventIdentity> unended) {
        Set<String> told = unended.stream().map(EventIdentity::id).collect(Collectors.toSet());
        boolean idempotent = world.scenario.shape().idempotent();
        Set<String> underWay = running.stream()
                .filter(call -> call.by == incarnation && !call.ended && !idempotent)
                .map(call -> call.sent.id)
                .collect(Collectors.toSet());
        running.stream()
                .filter(call -> underWay.contains(call.sent.id) && !told.contains(call.sent.id))
                .filter(call -> !mayBeIndeterminate(call))
                .forEach(call -> violate("I4", call + " has not ended, and is not told when its shard is given up"));
        told.stream()
                .filter(id -> !underWay.contains(id))
                .forEach(id -> violate("I9", id + " is set aside, and nothing of it was under way"));
    }

    // ---- the processor
    // ------------------------------------------------------------------------------------------------

    void started(Call call) {
        Sent sent = call.sent;
        running.removeIf(other -> other.ended || other.by.crashed);
        running.stream()
                .filter(other -> other.by == call.by && other.lane.equals(call.lane) && !mayOverlap(call, other))
                .forEach(other -> violate("I4", call + " starts while " + other + " of its lane still runs"));
        running.add(call);
        if (!call.by.isCurrent()) {
            return;
        }
        demand(
                "I5",
                call.label.equals(sent.label),
                call + " runs revision " + call.label + ", decided is " + sent.label);
        demand("I3", !sent.done, call + " starts, and it was done before");
        demand("I5", !sent.redirected, call + " starts, and it was redirected");
        demand("I5", !sent.resolved, call + " starts, and it was decided away");
        demand(
                "outage",
                !call.by.owesOutage() || isOnSiding(sent),
                call + " starts on the main line before what failed in the outage has run again");
        demand(
                "pause",
                !world.subscription().paused || isOnSiding(sent),
                call + " starts while the main line is paused");
        demand("I2", !sent.withdrawn, call + " starts after its partition was taken away");
        demand(
                "I3",
                sent.standing == null || sent.standing.by != call.by || sent.again,
                call + " starts while a result stands");
        standsInItsPlace(call, sent);
        if (!isOutOfLine(sent)) {
            for (Sent earlier : before(sent)) {
                Call standing = earlier.standing;
                boolean speculation = standing != null && standing.by == call.by && standing.far.isEmpty();
                if (!earlier.isOver() && speculation) {
                    world.comesTo(Situation.SPECULATION);
                }
                demand(
                        "I2",
                        earlier.isOver() || speculation || earlier.isSentElsewhere(),
                        call + " starts before " + earlier + " is over");
            }
        }
        sent.started = true;
        sent.again = false;
        sent.standing = null;
    }

    /** What came back starts behind what stood on its siding, and nothing that is not on it starts meanwhile. */
    private void standsInItsPlace(Call call, Sent sent) {
        for (Sent before : sent.restoredBehind == null ? List.<Sent>of() : sent.restoredBehind) {
            demand(
                    "I2",
                    before.isOver()
                            || before.standing != null && before.standing.by == call.by
                            || before.isSentElsewhere(),
                    call + " starts before " + before + ", which stood before it when it came back");
        }
        MemorySiding siding = world.subscription().sidings.get(call.lane);
        if (siding != null && !isOnSiding(sent)) {
            for (MemorySiding.Entry entry : siding.entries) {
                Sent back =
                        world.sent(entry.received().event(), entry.received().raw());
                demand(
                        "I2",
                        back == null
                                || back.restoredBehind == null
                                || back.standing != null && back.standing.by == call.by,
                        call + " starts beside " + back + ", which came back to its siding");
            }
        }
    }

    /** Its order of receipt counts no more: an edit took it elsewhere, or it came back. */
    private static boolean isOutOfLine(Sent sent) {
        return sent.moved || sent.restoredBehind != null;
    }

    /** An attempt that has run out of its grace may be joined by another one where somebody took the responsibility. */
    private boolean mayOverlap(Call call, Call other) {
        long took = world.time.nanos() - other.startedNanos;
        boolean overdue = took >= Scenario.TIMEOUT.plus(Scenario.GRACE).toNanos();
        other.excused |= overdue && call.sent.confirmed;
        return overdue
                && (world.scenario.shape().idempotent()
                        || other.excused
                        || other.sent.confirmed
                        || other.sent.resolved
                        || other.sent.redirected
                        || other.sent.moved
                        || other.sent.done);
    }

    /** @param succeeds whether its result can take effect, were it in time */
    void ended(Call call, boolean succeeds) {
        call.ended = true;
        if (succeeds && !call.interrupted && !call.tainted && !call.by.stopped) {
            successes.put(call.token(), call);
            if (call.by.isCurrent()) {
                call.sent.standing = call;
            }
            mayBeOver(call);
        }
    }

    /** What a superseded shard does where no fence can reach counts too. */
    private void mayBeOver(Call call) {
        if ((call.sent.standing == call || call.by.superseded)
                && call.needsNoCommit()
                && call.isConfirmed()
                && call.sent.kind != ReceiptKind.POSITION
                && !isOnSiding(call.sent)) {
            call.sent.doneUnmarked = true;
            call.sent.effective = call;
            call.sent.hadEffects = true;
        }
    }

    // ---- the remote sink
    // ----------------------------------------------------------------------------------------------

    void sending(Incarnation by, Emission emission) {
        Sent parent = world.parent(emission.event());
        Call call = parent == null ? null : parent.standing;
        if (emission.channel().equals(Scenario.ELSEWHERE)) {
            redirecting(by, emission);
            return;
        }
        hasItsOwnId(emission);
        if (!by.isCurrent()) {
            return;
        }
        if (parent == null || call == null || call.by != by || !call.far.contains(data(emission))) {
            violate("I3", "an emit is sent that is no part of a result that stands: " + emission.event());
            return;
        }
        demand("I5", !parent.resolved && call.label.equals(parent.label), call + " emits, and was decided away");
        demand("I3", !parent.done, call + " emits, and it was done before");
        if (!isOutOfLine(parent)) {
            before(parent)
                    .forEach(earlier -> demand("I2", earlier.isOver(), call + " emits before " + earlier + " is over"));
        }
    }

    /** The event itself goes out, in its decided revision and in place of being run. */
    private void redirecting(Incarnation by, Emission emission) {
        Sent sent = world.sent(emission.event(), null);
        if (!by.isCurrent()) {
            return;
        }
        if (sent == null || !sent.redirected) {
            violate("I4", "an event goes elsewhere that nobody has redirected: " + emission.event());
            return;
        }
        String label = Script.of(emission.event()).label();
        demand("I5", label.equals(sent.label), sent + " goes elsewhere as revision " + label);
        demand("I5", !sent.done && !sent.resolved, sent + " goes elsewhere, and it was over before");
        if (!isOutOfLine(sent)) {
            before(sent).forEach(e -> demand("I2", e.isOver(), sent + " goes elsewhere before " + e + " is over"));
        }
    }

    void answered(Incarnation by, Emission emission, Confirmation confirmation) {
        if (emission.channel().equals(Scenario.ELSEWHERE)) {
            Sent sent = world.sent(emission.event(), null);
            if (sent != null) {
                sent.redirectConfirmed |= confirmation instanceof Confirmation.Confirmed;
            }
            return;
        }
        Call call = successes.get(data(emission).substring(0, data(emission).lastIndexOf('#')));
        if (call == null || call.by != by || by.stopped) {
            return;
        }
        if (confirmation instanceof Confirmation.Rejected) {
            call.sent.standing = call.sent.standing == call ? null : call.sent.standing;
        } else if (confirmation instanceof Confirmation.Confirmed) {
            call.confirmed.add(data(emission));
            mayBeOver(call);
        }
    }

    /** Ids are those of (subscription, parent, output, index): the same for a repetition, no other's. */
    private void hasItsOwnId(Emission emission) {
        String[] token = data(emission).split("#", -1);
        String origin = token[0] + " " + emission.channel() + " " + token[token.length - 1];
        String id = emission.event().getId();
        String before = emittedIds.putIfAbsent(origin, id);
        String other = emittedIds.putIfAbsent(id, origin);
        demand(
                "I3",
                (before == null || before.equals(id)) && (other == null || other.equals(origin)),
                "emit " + origin + " has id " + id + ", before it was " + before + " and " + other);
    }

    // ---- the store
    // ----------------------------------------------------------------------------------------------------

    void committing(Incarnation by, List<Command> commands) {
        if (!by.isCurrent()) {
            return;
        }
        for (Command command : commands) {
            if (world.subscription().brokenChains.contains(command.chain())) {
                continue; // decided before a conflict was known, which undoes it
            }
            Sent sent = Concerns.of(world, command);
            if (command instanceof Command.Done done) {
                isTheResult(by, done, sent, done.state(), done.emits());
            } else if (command instanceof Command.Settle && sent != null && sent.redirected) {
                demand("I3", sent.redirectConfirmed, sent + " is settled before the other channel has confirmed it");
            } else if (command instanceof Command.Settle settle) {
                isTheResult(by, settle, sent, settle.state(), settle.emits());
            } else if (command instanceof Command.Divert divert) {
                mayBeJudged(by, divert, sent, divert.status(), divert.attempts());
            } else if (command instanceof Command.Fail fail) {
                mayBeJudged(by, fail, sent, fail.status(), fail.attempts());
            }
        }
    }

    private void isTheResult(
            Incarnation by, Command command, @Nullable Sent sent, @Nullable StateWrite state, List<Emission> emits) {
        Call call = sent == null ? null : sent.standing;
        if (call == null || call.by != by) {
            violate("I3", "no successful attempt stands behind " + Describe.command(command));
            return;
        }
        Buffer written = state == null ? null : state.state();
        demand(
                "I3",
                call.newState == null ? state == null : written != null && call.newState.equals(written.toString()),
                call + " answered state " + call.newState + ", committed is " + written);
        List<String> committed = emits.stream().map(Reference::data).toList();
        demand("I3", committed.equals(call.near), call + " answered " + call.near + ", committed are " + committed);
        demand("I3", call.isConfirmed(), call + " commits before its remote emits are confirmed");
        demand("I5", call.label.equals(call.sent.label), call + " commits another revision than was decided");
        emits.forEach(this::hasItsOwnId);
    }

    private void mayBeJudged(
            Incarnation by, Command command, @Nullable Sent sent, Status status, List<AttemptRecord> attempts) {
        if (sent == null) {
            violate("I4", "nothing was sent that this is about: " + Describe.command(command));
            return;
        }
        demand("I4", !attempts.isEmpty(), "no attempt stands behind " + Describe.command(command));
        Cause last =
                attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).cause();
        if (last != null && last.type().equals(SET_ASIDE)) {
            demand("I4", last.message().equals(sent.id), sent + " is set aside for what " + last.message() + " did");
        }
        boolean repeats = world.scenario.shape().idempotent() || sent.confirmed;
        running.stream()
                .filter(call -> call.by == by && call.sent == sent && !call.ended)
                .filter(call -> !(mayBeIndeterminate(call) && (repeats || status == Status.INDETERMINATE)))
                .forEach(call -> violate("I4", call + " still runs at " + Describe.command(command)));
    }

    private boolean mayBeIndeterminate(Call call) {
        return world.time.nanos() - call.startedNanos
                >= Scenario.TIMEOUT.plus(Scenario.GRACE).toNanos();
    }

    Applying applying(Incarnation by, Command command) {
        return Applying.of(world, by, command);
    }

    void applied(Applying applying, Outcome outcome) {
        Command command = applying.command();
        Sent sent = applying.sent();
        Situations.of(world, applying, outcome).forEach(world::comesTo);
        if (outcome instanceof Outcome.Conflict) {
            incarnations.forEach(each -> each.refused.clear());
            return;
        }
        if (sent == null) {
            violate("I4", "nothing was sent that this is about: " + Describe.command(command));
        } else if (command instanceof Command.Done done) {
            tookEffect(applying, sent, done.state());
            sent.done = isRemembered(done);
            sent.doneUnmarked = !sent.done;
            sent.hadEffects = true;
        } else if (command instanceof Command.Settle && sent.redirected) {
            demand("I5", !sent.done && !sent.resolved, sent + " was over before it was redirected");
            sent.resolved = true;
            world.comesTo(Situation.REDIRECTED_FAR);
        } else if (command instanceof Command.Settle settle) {
            tookEffect(applying, sent, settle.state());
            sent.done = true;
        } else if (command instanceof Command.Decide decide) {
            decided(applying, decide, sent);
        } else if (command instanceof Command.Move move) {
            sent.moved = true;
            sent.lane = move.toLane();
        } else if (!(command instanceof Command.Start)) {
            demand("I5", !sent.done && !sent.resolved, sent + " was over before " + Describe.command(command));
            sent.doneUnmarked = false;
            sent.redirected = false;
            sent.hadEffects &= command instanceof Command.Park;
            sent.standing = null;
            sent.withdrawn = false;
        }
    }

    /** Without keyed state an event of a remote source leaves no mark: the ids of its emits alone are recognised. */
    private static boolean isRemembered(Command.Done done) {
        return done.receipt() instanceof Receipt.Position || done.state() != null;
    }

    private void tookEffect(Applying applying, Sent sent, @Nullable StateWrite state) {
        sent.effective = sent.standing;
        demand("I3", !sent.done, sent + " takes effect a second time");
        demand("I5", !sent.resolved, sent + " takes effect though it was decided away");
        if (!isOutOfLine(sent)) {
            before(sent).forEach(e -> demand("I2", e.isOver(), sent + " takes effect before " + e + " is over"));
        }
        Buffer written = state == null ? null : state.state();
        if (written != null) {
            String before = applying.stateBefore().isEmpty() ? "" : applying.stateBefore() + ",";
            String text = written.toString();
            boolean oneMore = text.startsWith(before + sent.id + "#")
                    && text.indexOf(',', before.length()) < 0
                    && !before.contains(sent.id + "#");
            demand("I3", oneMore, "state " + text + " is not " + before + " and " + sent);
        }
    }

    private void decided(Applying applying, Command.Decide decide, Sent sent) {
        boolean restores = decide.verdict() instanceof Verdict.Restore;
        demand(
                "I5",
                !sent.done && sent.resolved == restores,
                sent + " was " + (sent.resolved ? "decided away" : sent.done ? "done" : "not decided away") + " before "
                        + Describe.command(decide));
        demand(
                "I5",
                !decide.by().startsWith("person") || decide.expectedVersion() >= 0,
                "a person decides without a version");
        if (applying.statusBefore() == Status.INDETERMINATE) {
            // somebody has seen that an attempt of this line never ended, and lets the line go on
            running.stream().filter(call -> call.lane.equals(sent.lane)).forEach(call -> call.excused = true);
        }
        sent.standing = null;
        Verdict verdict = decide.verdict();
        sent.redirected = verdict instanceof Verdict.Redirect redirect && redirect.remote();
        sent.redirectConfirmed = false;
        if (verdict instanceof Verdict.Restore restore) {
            sent.confirmed |= restore.confirmed();
            sent.resolved = false;
            sent.withdrawn = false; // it stands in the store, wherever its delivery has gone
            sent.hadEffects = false;
            sent.effective = null;
            sent.restoredBehind = List.copyOf(applying.onSiding());
        } else if (verdict instanceof Verdict.Resubmit resubmit) {
            sent.confirmed |= resubmit.confirmed();
            sent.label = resubmit.edited() == null
                    ? sent.label
                    : Script.of(resubmit.edited()).label();
        } else if (verdict instanceof Verdict.Discard discard && discard.wholeSiding()) {
            applying.onSiding().forEach(follower -> follower.resolved = true);
        } else if ((verdict instanceof Verdict.Discard || verdict instanceof Verdict.Redirect) && !sent.redirected) {
            sent.resolved = true;
        }
    }

    /** The engine learns of a conflict, which undoes what was built on it: attempts of the lane may be made again. */
    void conflicted(Applying applying) {
        Sent sent = applying.sent();
        boolean effects = applying.command() instanceof Command.Done
                || applying.command() instanceof Command.Settle
                || applying.command() instanceof Command.Divert
                || applying.command() instanceof Command.Park
                || applying.command() instanceof Command.Fail;
        if (sent != null && effects) {
            world.sent.values().stream()
                    .filter(other -> other.lane.equals(sent.lane))
                    .forEach(other -> other.standing = null);
            running.stream().filter(call -> call.lane.equals(sent.lane)).forEach(call -> call.tainted = true);
        }
    }

    // ---- the broker
    // ---------------------------------------------------------------------------------------------------

    /** The engine says that the broker need not keep it any more (invariants I1, I7). */
    void acknowledged(Incarnation by, Sent sent) {
        by.touches("acknowledge " + sent);
        if (by.isCurrent()) {
            demand(
                    "I1",
                    sent.done || sent.doneUnmarked || sent.resolved || isOnSiding(sent),
                    sent + " is acknowledged, and rests nowhere");
        }
    }

    /** @param held whether the broker of an event would deliver it to whoever asks next */
    void atRest(Predicate<Sent> held) {
        IdentityHashMap<Sent, Integer> sidings = new IdentityHashMap<>();
        for (MemorySiding siding : world.subscription().sidings.values()) {
            for (MemorySiding.Entry entry : siding.entries) {
                Sent sent =
                        world.sent(entry.received().event(), entry.received().raw());
                if (sent != null) {
                    sidings.merge(sent, 1, Integer::sum);
                }
            }
        }
        world.sent.values().forEach(sent -> atRest(sent, sidings.getOrDefault(sent, 0), held.test(sent)));
    }

    private void atRest(Sent sent, int sidings, boolean held) {
        boolean over = sent.done || (sent.doneUnmarked && !held) || sent.resolved;
        int places = sidings + (over ? 1 : 0);
        boolean exact =
                sent.kind == ReceiptKind.POSITION ? places + (held ? 1 : 0) == 1 : held ? places <= 1 : places == 1;
        if (exact) {
            return;
        }
        violate(
                "I1",
                sent + " rests in " + sidings + " sidings" + (held ? ", with its broker" : "")
                        + (sent.done || sent.doneUnmarked ? ", done" : "") + (sent.resolved ? ", decided away" : ""));
    }

    // ---- the end
    // ------------------------------------------------------------------------------------------------------

    /** Everything is over: state and emits must be those of one success of each event that was not decided away. */
    void isComplete() {
        Map<String, Buffer> states = world.subscription().states;
        List<String> near = world.tables.channel(Scenario.NEAR).read(0, Integer.MAX_VALUE).stream()
                .map(row -> row.event().getId())
                .toList();
        for (Sent sent : world.sent.values()) {
            demand(
                    "I9",
                    sent.isOver() && (!isOutOfLine(sent) || sent.done || sent.resolved),
                    sent + " is not over at the end");
            demand(
                    "I3",
                    !sent.redirected || world.landed.contains(sent.id),
                    sent + " was redirected, and did not arrive there");
            if (sent.script.keepsState()) {
                long times = states.values().stream()
                        .flatMap(state -> Arrays.stream(state.toString().split(",")))
                        .filter(token -> token.startsWith(sent.id + "#"))
                        .count();
                demand(
                        "I3",
                        times == (sent.resolved || isKeyless(sent) ? 0 : 1),
                        sent + " stands " + times + " times in the keyed state");
            }
            List<String> outputs = sent.effective == null || sent.resolved ? List.<String>of() : sent.effective.outputs;
            for (int i = 0; i < outputs.size(); i++) {
                String output = outputs.get(i);
                String id = emittedIds.get(sent.id + " " + output + " " + i);
                boolean there = output.equals(Scenario.FAR) ? world.landed.contains(id) : near.contains(id);
                demand("I3", there, sent + " is done, and what it emits did not arrive in " + output);
            }
        }
    }

    private static boolean isKeyless(Sent sent) {
        return sent.lane.startsWith("\0");
    }

    boolean isOnSiding(Sent sent) {
        return world.subscription().sidings.values().stream()
                .flatMap(siding -> siding.entries.stream())
                .anyMatch(entry ->
                        world.sent(entry.received().event(), entry.received().raw()) == sent);
    }

    private List<Sent> before(Sent sent) {
        List<Sent> line = lines.getOrDefault(line(sent), List.of());
        return line.subList(0, line.indexOf(sent));
    }

    /** Order is per source partition and lane; the lane it was sent with, wherever an edit takes it. */
    private static String line(Sent sent) {
        return sent.channel + "/" + sent.partition + "/" + sent.firstLane;
    }

    private static String data(Emission emission) {
        return EventData.text(emission.event());
    }

    private void demand(String invariant, boolean holds, String otherwise) {
        if (!holds) {
            violate(invariant, otherwise);
        }
    }

    private void violate(String invariant, String what) {
        world.violate(invariant, what);
    }
}
