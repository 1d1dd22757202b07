package io.sidetrack.kernel.dispatch.sim;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.kernel.dispatch.Emitter;
import io.sidetrack.kernel.store.Emission;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The remote sink: it confirms, refuses, does not know, or never answers; what it does not know may land all the same. */
final class SimEmitter implements Emitter {
    private final SimWorld world;
    private final Incarnation by;
    private final RandomGenerator random;

    SimEmitter(SimWorld world, Incarnation by) {
        this.world = world;
        this.by = by;
        this.random = world.random("emitter" + by.number);
    }

    @Override
    public Destination destinationOf(String channel) {
        return switch (channel) {
            case Scenario.ELSEWHERE -> Destination.REMOTE;
            case "nowhere" -> Destination.NOWHERE;
            default -> Destination.STORE;
        };
    }

    @Override
    public void send(String channel, List<CloudEvent> batch, Consumer<List<Confirmation>> answer) {
        if (by.crashed) {
            return;
        }
        by.touches("emit");
        List<Emission> sent =
                batch.stream().map(event -> new Emission(channel, event)).toList();
        sent.forEach(emission -> world.reference.sending(by, emission));
        if (batch.stream().map(world::parent).distinct().count() > 1) {
            world.comesTo(Situation.EMITS_LEAVE_TOGETHER);
        }
        List<Confirmation> confirmations = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            confirmations.add(confirmation());
        }
        world.trace(() -> "shard " + by.number + " emits "
                + sent.stream().map(e -> e.event().getData()).toList() + " → " + confirmations);
        boolean unanswered = world.faults.happens(Fault.EMIT_UNANSWERED, 0.1);
        long delay = random.nextLong(8 * SimTime.MILLIS);
        for (int i = 0; i < sent.size(); i++) {
            land(sent.get(i), confirmations.get(i), unanswered, delay);
        }
        if (!unanswered) {
            by.runLater(delay, () -> {
                for (int i = 0; i < sent.size(); i++) {
                    world.reference.answered(by, sent.get(i), confirmations.get(i));
                }
                if (confirmations.stream().allMatch(c -> c instanceof Confirmation.Confirmed)) {
                    reached(CrashPoint.EMIT_CONFIRMED_NOT_COMMITTED, CrashPoint.REDIRECT_CONFIRMED, sent);
                }
                if (!by.crashed) {
                    answer.accept(confirmations);
                }
            });
        }
        reached(CrashPoint.EMIT_SENT_NOT_CONFIRMED, CrashPoint.REDIRECT_SENT, sent);
    }

    private void reached(CrashPoint ofEmit, CrashPoint ofRedirect, List<Emission> sent) {
        for (Emission each : sent) {
            boolean redirect = each.channel().equals(Scenario.ELSEWHERE);
            Sent concerned = redirect ? world.sent(each.event(), null) : world.parent(each.event());
            if (concerned != null && by.isCurrent()) {
                world.reached(redirect ? ofRedirect : ofEmit, concerned.kind, concerned.id);
            }
        }
    }

    /** What was not confirmed may be there all the same, and may come later than the answer, even after a crash. */
    private void land(Emission emission, Confirmation confirmation, boolean unanswered, long answerDelay) {
        boolean unknown = unanswered || confirmation instanceof Confirmation.Indeterminate;
        if (confirmation instanceof Confirmation.Rejected || (unknown && random.nextBoolean())) {
            return;
        }
        boolean late = unknown && world.faults.happens(Fault.EMIT_LANDS_LATE, 0.5);
        long delay = late ? answerDelay + random.nextLong(100 * SimTime.MILLIS) : answerDelay;
        world.time.after(delay, () -> {
            world.landed.add(emission.event().getId());
            Sent parent = world.parent(emission.event());
            if (unknown && parent != null && parent.standing == null && world.reference.isOnSiding(parent)) {
                world.comesTo(Situation.EMIT_LANDS_AFTER_FAILURE);
            }
        });
    }

    private Confirmation confirmation() {
        if (world.faults.happens(Fault.EMIT_REJECTED, 0.08)) {
            return new Confirmation.Rejected("simulated");
        }
        return world.faults.happens(Fault.EMIT_INDETERMINATE, 0.2)
                ? new Confirmation.Indeterminate("simulated")
                : Confirmation.CONFIRMED;
    }
}
