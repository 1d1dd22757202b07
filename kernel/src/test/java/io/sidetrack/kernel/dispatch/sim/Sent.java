package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event that was sent into the world, and what is known to be true of it. */
final class Sent {
    final String id;
    final String channel;
    final ReceiptKind kind;
    final String partition;
    final long position;
    final Script script;

    final String firstLane;

    /** The lane it belongs to now; an edit may change it. */
    String lane;

    /** The revision that may take effect now. */
    String label;

    /** It was done, for good. */
    boolean done;

    /** Everything it does is done, and nothing remembers that: until its acknowledgement it may be done again. */
    boolean doneUnmarked;

    /** It had its first effects, and has not failed since: its repetition in the window keeps nobody waiting. */
    boolean hadEffects;

    /** It is to be sent to a remote channel instead of being run, until it has been, or has failed. */
    boolean redirected;

    /** The remote channel that it was redirected to has confirmed it. */
    boolean redirectConfirmed;

    /** A decision took it away: nothing of it may happen any more. */
    boolean resolved;

    /** An edit has moved it to the tail of another lane. */
    boolean moved;

    /** A discard of it was taken back: it comes behind all of these, which stood on its siding, and before what arrives later. */
    @Nullable
    List<Sent> restoredBehind;

    /** A person has confirmed that an attempt that never ended may be repeated. */
    boolean confirmed;

    /** Its partition was taken away before it was started: it may not start until it is delivered again. */
    boolean withdrawn;

    /** An attempt was started under the assignment it was delivered under last. */
    boolean started;

    /** It was delivered since its result stands: the engine may not know yet that it is the same. */
    boolean again;

    /** The attempt whose result took effect. */
    @Nullable
    Call effective;

    /** The successful attempt whose result stands: it takes effect, or something undoes it first. */
    @Nullable
    Call standing;

    Sent(String id, String channel, ReceiptKind kind, String partition, long position, Script script, String lane) {
        this.id = id;
        this.channel = channel;
        this.kind = kind;
        this.partition = partition;
        this.position = position;
        this.script = script;
        this.label = script.label();
        this.firstLane = lane;
        this.lane = lane;
    }

    /** Nothing that comes later in its line needs to wait for it. */
    boolean isOver() {
        return done || hadEffects || resolved || moved || restoredBehind != null;
    }

    /** The remote channel that it was redirected to has it; its settling may follow. */
    boolean isSentElsewhere() {
        return redirected && redirectConfirmed;
    }

    void delivered() {
        withdrawn = false;
        started = false;
        again = true;
    }

    /** What was delivered goes back to the broker. */
    void withdraw() {
        withdrawn = !started;
    }

    @Override
    public String toString() {
        return id + "@" + partition + ":" + position + (label.equals("0") ? "" : "#" + label);
    }
}
