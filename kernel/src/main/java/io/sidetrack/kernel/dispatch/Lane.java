package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.error.Cause;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The line of one key. Entries leave {@link #queue} in order; at most one is {@link #current}; what was decided waits in
 * {@link #submitted} for the store's answer. Idle lanes stay for a while, with their state.
 */
final class Lane {
    enum Mode {
        /** No siding: entries are processed. */
        MAIN,
        /** There may be a siding: the store is asked as soon as nothing of this lane is under way. */
        CHECK,
        /** There is a siding that is not being driven: arrivals step onto it. */
        PARKING,
        /** There is a siding and it is being driven; arrivals step onto it. */
        DRIVING,
        /** A decision on the siding is with the store; arrivals wait for its answer. */
        HOLD
    }

    /** The ordering key, or {@code null}. */
    final @Nullable String key;

    /** Its name in the store: the key, or a name of its own beginning with U+0000 once a keyless event needs one. */
    @Nullable
    String id;

    Mode mode;
    final IntrusiveQueue<Entry> queue = new IntrusiveQueue<>();

    @Nullable
    Entry current;

    @Nullable
    AttemptTask attempt;

    /** Remote emits of {@link #current} are under way. */
    boolean sending;

    final IntrusiveQueue<Submission> submitted = new IntrusiveQueue<>();

    /** Commands of this lane depend on each other through this number. */
    long chain;

    /** A command conflicted: when nothing is under way any more, {@link #returned} goes back to the front and the store is asked. */
    boolean broken;

    /** Entries whose commands conflicted, in order. */
    final List<Entry> returned = new ArrayList<>(0);

    /** Decisions of people that are with the store. */
    int decisions;

    boolean reading;

    /** What is being read has been decided upon meanwhile. */
    boolean stale;

    boolean ready;
    boolean wantsDrive;
    boolean driven;

    /** Its head is on its way to another lane. */
    boolean moving;

    @Nullable
    Buffer state;

    boolean stateLoaded;

    /** How many entries its siding holds once all that is submitted is applied; kept while driving. */
    long remaining;

    /** The page of the siding that is being driven, the head first. */
    final ArrayDeque<Entry> page = new ArrayDeque<>(0);

    long lastSeq;

    /** Settlements of this lane's siding that are with the store. */
    int settling;

    /** The page is used up: arrivals wait until the next one is read. */
    boolean loading;

    /** The entry of the siding that must fail without being run, and why. */
    long forcedSeq;

    @Nullable
    Cause forced;

    /** In the line for a free attempt. */
    boolean waitsForSlot;

    /** Raised to make a handler's late answer void. */
    long asked;

    /** Woken since the eviction's hand last came by. */
    boolean used;

    /** The next one in the ring of kept lanes. */
    Lane next = this;

    Lane(@Nullable String key, Mode mode, long chain) {
        this.key = key;
        this.id = key;
        this.mode = mode;
        this.chain = chain;
    }

    String id() {
        return Objects.requireNonNull(id);
    }

    boolean isQuiet() {
        return current == null && submitted.isEmpty() && !reading && decisions == 0;
    }

    boolean isIdle() {
        return queue.isEmpty()
                && isQuiet()
                && !ready
                && !waitsForSlot
                && !driven
                && !wantsDrive
                && !moving
                && !broken
                && (mode == Mode.MAIN || mode == Mode.PARKING);
    }
}
