package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.api.error.Decision;
import io.sidetrack.api.error.ErroredEvent;
import io.sidetrack.kernel.dispatch.Handlers;
import io.sidetrack.kernel.dispatch.sim.Script.Step;
import io.sidetrack.kernel.store.Status;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Error-workflow handlers that decide anything, at any time, once, twice or never. When faults have stopped they leave it to people. */
final class SimHandlers implements Handlers {
    private final SimWorld world;
    private final Incarnation by;
    private final RandomGenerator random;

    SimHandlers(SimWorld world, Incarnation by) {
        this.world = world;
        this.by = by;
        this.random = world.random("handlers" + by.number);
    }

    @Override
    public int size() {
        return world.scenario.shape().handlers();
    }

    @Override
    public String name(int index) {
        return "sim.handler" + index;
    }

    @Override
    public void ask(int index, ErroredEvent errored, Consumer<Decision> answer) {
        if (by.crashed) {
            return;
        }
        by.touches("ask a handler");
        Decision decision = decision(errored);
        world.trace(() -> name(index) + " is asked about " + errored.id() + " and decides " + describe(decision));
        long deadline = Scenario.HANDLER_TIMEOUT.toNanos();
        long delay = random.nextLong(deadline / 2);
        if (world.faults.happens(Fault.HANDLER_NEVER, 0.1)) {
            return;
        }
        if (world.faults.happens(Fault.HANDLER_LATE, 0.1)) {
            delay += deadline;
        }
        by.runLater(delay, () -> answer.accept(decision));
        Sent sent = world.sent(errored.event(), null);
        if (sent != null && by.isCurrent() && world.tables.errored.get(errored.id()).status == Status.HANDLING) {
            world.reached(CrashPoint.HANDLERS_ASKED, sent.kind, sent.id);
        }
        if (world.faults.happens(Fault.HANDLER_TWICE, 0.1)) {
            by.runLater(delay + random.nextLong(deadline), () -> answer.accept(decision(errored)));
        }
    }

    private static String describe(Decision decision) {
        return decision instanceof Decision.Repair repair && repair.event() != null
                ? "Repair as " + Script.of(repair.event()).label() + " with key "
                        + repair.event().getExtension("partitionkey")
                : decision.toString();
    }

    private Decision decision(ErroredEvent errored) {
        int drawn = world.faults.calm() ? 99 : random.nextInt(100);
        if (drawn < 25) {
            Script script = Script.of(errored.event())
                    .edited(world.nextId("h"), List.of(random.nextInt(4) > 0 ? Step.SUCCEED : Step.FAIL));
            String key = drawn == 0 ? "k" + random.nextInt(5) : errored.key();
            return Decision.repair(script.event(errored.event().getId(), key), "repaired");
        } else if (drawn < 50) {
            return Decision.retryLater(Duration.ofMillis(random.nextInt(80)), "later");
        } else if (drawn < 58) {
            return Decision.redirect(drawn < 54 ? Scenario.ASIDE : Scenario.ELSEWHERE, "aside");
        } else if (drawn < 60) {
            return Decision.redirect("nowhere", "to a channel that is not there");
        } else if (drawn < 66) {
            return Decision.discard("dropped");
        }
        return Decision.leave("not mine");
    }
}
