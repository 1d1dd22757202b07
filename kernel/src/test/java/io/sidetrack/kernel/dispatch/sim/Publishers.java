package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who sends events: over HTTP to the node, each with the same id again until the node has answered that it is durable. A node
 * that dies, or whose store fails, answers nothing; whether the event is there is not known then.
 */
final class Publishers {
    private static final long PATIENCE = 30 * SimTime.MILLIS;
    private static final long AGAIN = 5 * SimTime.MILLIS;

    private final SimWorld world;
    private final Map<String, Broker> brokers;
    private final Supplier<@Nullable Incarnation> node;
    private final RandomGenerator random;
    private final Set<String> answered = new HashSet<>();

    Publishers(SimWorld world, Map<String, Broker> brokers, Supplier<@Nullable Incarnation> node) {
        this.world = world;
        this.brokers = brokers;
        this.node = node;
        this.random = world.random("publishers");
    }

    /** How many events their publishers know to be durable. */
    int answered() {
        return answered.size();
    }

    void publish(Input.Publish sending) {
        if (answered.contains(sending.id())) {
            return;
        }
        Incarnation process = node.get();
        Broker broker = brokers.get(sending.channel());
        if (process == null || process.crashed || broker == null) {
            world.time.after(AGAIN, () -> publish(sending));
            return;
        }
        ReceiptKind kind = broker.kind();
        if (!world.sent.containsKey(sending.id())) {
            world.reached(CrashPoint.PUBLISH_NOT_COMMITTED, kind, sending.id());
        }
        if (!process.crashed) {
            broker.publish(process, sending, () -> answer(sending));
        }
        world.time.after(PATIENCE + random.nextLong(AGAIN), () -> publish(sending));
    }

    private void answer(Input.Publish sending) {
        if (answered.add(sending.id()) && sending.undecodable()) {
            world.faults.count(Fault.UNDECODABLE);
        }
    }
}
