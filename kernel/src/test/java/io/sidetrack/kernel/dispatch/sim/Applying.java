package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command at the moment before it takes effect: whom it concerns and what was so until then.
 *
 * @param sent the event it concerns, the first of {@code onSiding} where it discards a whole siding; {@code null} where the
 *     command is wrong
 * @param onSiding what stands on the siding that a decision concerns
 * @param stateBefore the keyed state that the command would replace
 * @param statusBefore the status of the errored event that it starts or decides on
 */
record Applying(
        Incarnation by,
        Command command,
        @Nullable Sent sent,
        List<Sent> onSiding,
        String stateBefore,
        @Nullable Status statusBefore) {

    static Applying of(SimWorld world, Incarnation by, Command command) {
        MemorySubscription now = world.subscription();
        Sent sent = Concerns.of(world, command);
        List<Sent> onSiding = new ArrayList<>();
        if (command instanceof Command.Decide decide && sent != null) {
            String lane = decide.verdict() instanceof Verdict.Restore restore && restore.lane() != null
                    ? restore.lane()
                    : world.tables.errored.get(decide.erroredId()).lane;
            MemorySiding siding = now.sidings.get(lane);
            for (MemorySiding.Entry entry : siding == null ? List.<MemorySiding.Entry>of() : siding.entries) {
                Sent follower =
                        world.sent(entry.received().event(), entry.received().raw());
                if (follower != null) {
                    onSiding.add(follower);
                }
            }
        }
        String erroredId = command instanceof Command.Start start
                ? start.erroredId()
                : command instanceof Command.Decide decide ? decide.erroredId() : "";
        MemoryErrored errored = world.tables.errored.get(erroredId);
        Status statusBefore = errored == null ? null : errored.status;
        return new Applying(by, command, sent, onSiding, stateBefore(now.states, command), statusBefore);
    }

    private static String stateBefore(Map<String, Buffer> states, Command command) {
        String key = command instanceof Command.Done done && done.state() != null
                ? done.state().key()
                : command instanceof Command.Settle settle && settle.state() != null
                        ? settle.state().key()
                        : null;
        Buffer before = key == null ? null : states.get(key);
        return before == null ? "" : before.toString();
    }
}
