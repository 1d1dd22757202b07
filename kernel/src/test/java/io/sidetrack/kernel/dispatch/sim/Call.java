package io.sidetrack.kernel.dispatch.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call of the simulated processor, and what became of it. */
final class Call {
    final int number;
    final Incarnation by;
    final Sent sent;
    final String label;
    final Script script;
    final String lane;
    final @Nullable String key;
    final long startedNanos;
    boolean interrupted;
    boolean ended;

    /** It never ended, and a person has decided that its key goes on beside it. */
    boolean excused;

    /** It was made on a result that was undone: whatever it answers counts nothing. */
    boolean tainted;

    /** What a success writes, or {@code null}. */
    @Nullable
    String newState;

    /** The outputs that a success emits to, in order. */
    List<String> outputs = List.of();

    /** What a success emits, each by its data. */
    final List<String> near = new ArrayList<>(0);

    final List<String> far = new ArrayList<>(0);
    final Set<String> confirmed = new HashSet<>(0);

    Call(int number, Incarnation by, Sent sent, Script script, String lane, @Nullable String key, long startedNanos) {
        this.number = number;
        this.by = by;
        this.sent = sent;
        this.label = script.label();
        this.script = script;
        this.lane = lane;
        this.key = key;
        this.startedNanos = startedNanos;
    }

    /** How this call shows in keyed state and in the data of what it emits. */
    String token() {
        return sent.id + "#" + label + "#" + number;
    }

    boolean isConfirmed() {
        return confirmed.containsAll(far);
    }

    /** Whether nothing of the result needs the store. */
    boolean needsNoCommit() {
        return newState == null && near.isEmpty();
    }

    @Override
    public String toString() {
        return "call " + number + " of " + sent;
    }
}
