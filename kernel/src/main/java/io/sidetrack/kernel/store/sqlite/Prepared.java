package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.StateWrite;
import io.sidetrack.kernel.store.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command with everything encoded that it writes, made on the caller's thread so that the writer need not.
 *
 * @param content the delivery that it puts onto a siding, the event as it was edited, or empty
 * @param size about how many bytes it writes
 */
record Prepared(Command command, List<PreparedEmission> emits, byte[] content, long size) {
    private static final byte[] NOTHING = {};
    private static final long ROW = 64;

    static List<Prepared> all(List<Command> commands) {
        List<Prepared> prepared = new ArrayList<>(commands.size());
        for (Command command : commands) {
            prepared.add(of(command));
        }
        return prepared;
    }

    private static Prepared of(Command command) {
        if (command instanceof Command.Done done) {
            return effects(command, done.emits(), done.state());
        } else if (command instanceof Command.Settle settle) {
            return effects(command, settle.emits(), settle.state());
        } else if (command instanceof Command.Park park) {
            return delivery(command, park.received());
        } else if (command instanceof Command.Divert divert) {
            return delivery(command, divert.received());
        } else if (command instanceof Command.Decide decide
                && decide.verdict() instanceof Verdict.Resubmit resubmit
                && resubmit.edited() != null) {
            byte[] edited = EventCodec.encode(EventCodec.own(resubmit.edited()));
            return new Prepared(command, List.of(), edited, ROW + edited.length);
        }
        return new Prepared(command, List.of(), NOTHING, ROW);
    }

    private static Prepared effects(Command command, List<Emission> emits, @Nullable StateWrite state) {
        long size = ROW
                + (state == null || state.state() == null ? 0 : state.state().length());
        if (emits.isEmpty()) {
            return new Prepared(command, List.of(), NOTHING, size);
        }
        List<PreparedEmission> prepared = new ArrayList<>(emits.size());
        for (Emission emission : emits) {
            EncodedEvent event = EncodedEvent.of(emission.event());
            size += event.bytes().length;
            prepared.add(new PreparedEmission(emission.channel(), event));
        }
        return new Prepared(command, prepared, NOTHING, size);
    }

    private static Prepared delivery(Command command, Received received) {
        byte[] bytes = ReceivedCodec.encode(received);
        return new Prepared(command, List.of(), bytes, ROW + bytes.length);
    }
}
