package io.sidetrack.kernel.dispatch.sim;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.StateWrite;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which event that was sent a command is about. */
final class Concerns {
    private Concerns() {}

    static @Nullable Sent of(SimWorld world, Command command) {
        if (command instanceof Command.Done c) {
            Sent byReceipt = byReceipt(world, c.receipt());
            return byReceipt != null ? byReceipt : byEffects(world, c.emits(), c.state());
        } else if (command instanceof Command.Divert c) {
            return byReceived(world, c.received());
        } else if (command instanceof Command.Park c) {
            return byReceived(world, c.received());
        } else if (command instanceof Command.Decide c) {
            return byErrored(world, c.erroredId());
        } else if (command instanceof Command.Start c) {
            return byErrored(world, c.erroredId());
        } else if (command instanceof Command.Settle c) {
            return bySeq(world, c.lane(), c.seq());
        } else if (command instanceof Command.Fail c) {
            return bySeq(world, c.lane(), c.seq());
        }
        return byErrored(world, ((Command.Move) command).erroredId());
    }

    private static @Nullable Sent byReceipt(SimWorld world, Receipt receipt) {
        if (receipt instanceof Receipt.Inbox row) {
            return world.sent.get(row.id());
        }
        String channel = receipt instanceof Receipt.Position at
                ? at.channel()
                : receipt instanceof Receipt.Mark at ? at.channel() : "";
        String partition = receipt instanceof Receipt.Mark at ? at.partition() : "";
        long position = receipt instanceof Receipt.Position at
                ? at.position()
                : receipt instanceof Receipt.Mark at ? at.position() : -1;
        return world.sent.values().stream()
                .filter(s -> s.channel.equals(channel) && s.position == position)
                .filter(s -> partition.isEmpty() || s.partition.equals(partition))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Sent byEffects(SimWorld world, List<Emission> emits, @Nullable StateWrite state) {
        if (!emits.isEmpty()) {
            return world.parent(emits.get(0).event());
        }
        String text =
                state == null || state.state() == null ? "" : state.state().toString();
        String last = text.substring(text.lastIndexOf(',') + 1);
        return last.contains("#") ? world.sent.get(last.substring(0, last.indexOf('#'))) : null;
    }

    private static @Nullable Sent byReceived(SimWorld world, Received received) {
        return world.sent(received.event(), received.raw());
    }

    private static @Nullable Sent byErrored(SimWorld world, String erroredId) {
        MemoryErrored errored = world.tables.errored.get(erroredId);
        if (errored == null) {
            return null;
        }
        CloudEvent event = errored.original.event();
        return world.sent(event, errored.original.raw());
    }

    private static @Nullable Sent bySeq(SimWorld world, String lane, long seq) {
        MemorySiding siding = world.subscription().sidings.get(lane);
        return siding == null
                ? null
                : siding.entries.stream()
                        .filter(entry -> entry.seq == seq)
                        .findFirst()
                        .map(entry -> byReceived(world, entry.received()))
                        .orElse(null);
    }
}
