package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.api.event.EventData;
import io.sidetrack.api.processor.Emit;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Result;
import io.sidetrack.kernel.dispatch.Attempt;
import io.sidetrack.kernel.dispatch.Invoker;
import io.sidetrack.kernel.dispatch.sim.Script.Step;
import io.sidetrack.kernel.store.Status;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The processor: it does what the event's script says. A success appends to the keyed state which call of which revision it
 * was, and emits the same, so that whatever becomes durable tells where it came from.
 */
final class SimInvoker implements Invoker {
    private final SimWorld world;
    private final Incarnation by;
    private final RandomGenerator random;
    private final IdentityHashMap<Attempt, Call> calls = new IdentityHashMap<>();

    SimInvoker(SimWorld world, Incarnation by) {
        this.world = world;
        this.by = by;
        this.random = world.random("invoker" + by.number);
    }

    @Override
    public void invoke(Attempt attempt) {
        if (by.blocked) {
            world.violate("I8", "shard " + by.number + " was replaced while a call held its thread, and calls again");
        }
        if (by.crashed) {
            return;
        }
        by.touches("invoke");
        Sent sent = world.sent(attempt.event(), null);
        if (sent == null) {
            world.violate("I4", "an event is processed that nobody sent: " + attempt.event());
            return;
        }
        Script script = Script.of(attempt.event());
        int number = world.nextCall(sent.id, script.label());
        Call call = new Call(number, by, sent, script, sent.lane, attempt.key(), world.time.nanos());
        calls.put(attempt, call);
        Step step = effective(script, number);
        world.trace(() -> call + " by shard " + by.number + " (attempt " + attempt.attempt() + "): " + step);
        world.reference.started(call);
        if (by.isCurrent() && world.condemned.containsKey(attempt.identity())) {
            world.violate("I4", call + " starts, and it held up the processor before");
        }
        perform(attempt, call, step);
        if (!call.ended && by.isCurrent()) {
            reached(sent);
        }
    }

    private void reached(Sent sent) {
        Remains now = new Remains(world, sent.id, true);
        if (now.entry() == null) {
            world.reached(CrashPoint.STARTED_NOT_ENDED, sent.kind, sent.id);
        } else if (now.isHead() && now.is(Status.RUNNING)) {
            world.reached(CrashPoint.RUNNING_NOT_SETTLED, sent.kind, sent.id);
        }
    }

    /** The step of the script, as far as its fault may happen now. */
    private Step effective(Script script, int number) {
        Faults faults = world.faults;
        boolean well = faults.calm() && world.scenario.shape().circuit();
        if (world.time.nanos() < world.outageUntilNanos && faults.may(Fault.OUTAGE)) {
            return outageStep();
        }
        Step step = script.step(number);
        Fault needs = switch (step) {
            case SUCCEED, SUCCEED_WITHIN_CALL -> null;
            case FAIL, FAIL_WITHIN_CALL, REJECT, RETURN_NULL -> Fault.FAILURE;
            case SUCCEED_WITHIN_GRACE, FAIL_WITHIN_GRACE -> Fault.ENDS_WITHIN_GRACE;
            case SUCCEED_AFTER_GRACE, FAIL_AFTER_GRACE -> Fault.ENDS_AFTER_GRACE;
            case NEVER_END -> Fault.NEVER_ENDS;
            case BLOCK -> Fault.BLOCKED_LOOP;
        };
        // a poisoned event stays poisoned when other faults have stopped: a person has to cure it
        boolean happens = needs == null
                || (needs == Fault.FAILURE ? world.scenario.faults().contains(needs) && !well : faults.may(needs));
        if (!happens) {
            return Step.SUCCEED;
        }
        if (needs != null && needs != Fault.NEVER_ENDS && needs != Fault.BLOCKED_LOOP) {
            faults.count(needs);
        }
        if (number > 1 && step.succeeds() != script.step(number - 1).succeeds() && faults.may(Fault.DIFFERENT_ANSWER)) {
            faults.count(Fault.DIFFERENT_ANSWER);
        }
        return step;
    }

    private Step outageStep() {
        List<Step> steps = world.outageSteps;
        return steps.get(random.nextInt(steps.size()));
    }

    private void perform(Attempt attempt, Call call, Step step) {
        long timeout = Scenario.TIMEOUT.toNanos();
        long grace = Scenario.GRACE.toNanos();
        long inTime = random.nextLong(world.scenario.shape().work().toNanos());
        long withinGrace = timeout + 10 * SimTime.MILLIS + random.nextLong(grace - 20 * SimTime.MILLIS);
        long afterGrace = timeout + grace + 10 * SimTime.MILLIS + random.nextLong(300 * SimTime.MILLIS);
        switch (step) {
            case SUCCEED_WITHIN_CALL -> succeed(attempt, call);
            case FAIL_WITHIN_CALL -> fail(attempt, call, new IllegalStateException("simulated failure"));
            case SUCCEED -> by.runLater(inTime, () -> succeed(attempt, call));
            case FAIL -> by.runLater(inTime, () -> fail(attempt, call, new IllegalStateException("simulated failure")));
            case REJECT ->
                by.runLater(inTime, () -> fail(attempt, call, new EventRejectedException("simulated reject")));
            case RETURN_NULL -> by.runLater(inTime, () -> answer(attempt, call, null));
            case SUCCEED_WITHIN_GRACE -> by.runLater(withinGrace, () -> succeed(attempt, call));
            case FAIL_WITHIN_GRACE ->
                by.runLater(withinGrace, () -> fail(attempt, call, new IllegalStateException("late")));
            case SUCCEED_AFTER_GRACE -> by.runLater(afterGrace, () -> succeed(attempt, call));
            case FAIL_AFTER_GRACE ->
                by.runLater(afterGrace, () -> fail(attempt, call, new IllegalStateException("much too late")));
            case BLOCK -> world.blocked(by, attempt);
            case NEVER_END -> {
                if (faults().may(Fault.NEVER_ENDS)) {
                    faults().count(Fault.NEVER_ENDS);
                }
            }
        }
    }

    private void succeed(Attempt attempt, Call call) {
        Result result = Result.done();
        Script script = call.script;
        if (script.keepsState() && call.key != null) {
            Buffer before = attempt.state();
            call.newState = (before == null ? "" : before + ",") + call.token();
            result.state(Buffer.buffer(call.newState));
        }
        boolean fewer = call.number % 2 == 0 && script.outputs().size() > 1 && faults().may(Fault.DIFFERENT_ANSWER);
        call.outputs = fewer ? script.outputs().subList(0, 1) : script.outputs();
        for (int i = 0; i < call.outputs.size(); i++) {
            String output = call.outputs.get(i);
            String data = call.token() + "#" + i;
            (output.equals(Scenario.NEAR) ? call.near : call.far).add(data);
            result.emit(new Emit(
                    output,
                    "emitted",
                    EventData.of(data.getBytes(StandardCharsets.UTF_8)),
                    "text/plain",
                    null,
                    null,
                    Map.of()));
        }
        answer(attempt, call, result);
    }

    private Faults faults() {
        return world.faults;
    }

    private void answer(Attempt attempt, Call call, @Nullable Result result) {
        world.trace(() -> call + " ends " + (result == null ? "with null" : "well"));
        world.reference.ended(call, result != null);
        attempt.succeed(result);
    }

    private void fail(Attempt attempt, Call call, RuntimeException failure) {
        world.trace(() -> call + " fails");
        world.reference.ended(call, false);
        attempt.fail(failure);
    }

    @Override
    public void interrupt(Attempt attempt) {
        if (by.crashed) {
            return;
        }
        Call call = calls.get(attempt);
        if (call == null || call.ended) {
            world.violate("I4", "interrupts an attempt that is not under way");
            return;
        }
        world.trace(() -> call + " is interrupted");
        call.interrupted = true;
        if (by.isCurrent() && !call.sent.isOver()) {
            world.reached(CrashPoint.OUT_OF_TIME, call.sent.kind, call.sent.id);
        }
    }
}
