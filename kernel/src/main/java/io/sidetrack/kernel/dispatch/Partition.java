package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.store.Receipt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was received under one assignment and is not finished. A log is settled up to the end of its finished prefix, never up to
 * the highest position seen; a queue message by message.
 */
final class Partition {
    private final Intake intake;
    private final Assignment assignment;
    private final boolean tracked;
    private final OpenDeliveries order = new OpenDeliveries();
    private long highestMark;
    private long active;
    private boolean begun;
    private boolean gone;
    private boolean leaving;
    /** The end of the finished prefix, and how far the source was told of it. */
    private long upTo = -1;

    private long told = -1;
    /** Settled since the source was last told, with something before them that was not. */
    private final List<Long> singly = new ArrayList<>(0);

    private boolean settles;
    private final List<Runnable> whenQuiet = new ArrayList<>(0);

    Partition(Intake intake, Assignment assignment, long highestMark) {
        this.intake = intake;
        this.assignment = assignment;
        this.highestMark = highestMark;
        this.tracked = intake.kind() != ReceiptKind.POSITION;
    }

    Assignment assignment() {
        return assignment;
    }

    /** The highest position of it that any mark in the store, or on its way there, holds; what lies above is marked nowhere. */
    long highestMark() {
        return highestMark;
    }

    /** Whether nothing of it was delivered before now. */
    boolean begins() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    /** A mark at this position is on its way to the store. */
    void marked(long position) {
        highestMark = Math.max(highestMark, position);
    }

    /** Whether its broker is told what is settled; progress in an embedded channel is committed with the effects instead. */
    boolean isSettledAtSource() {
        return tracked;
    }

    String channel() {
        return intake.channel();
    }

    boolean takes(Delivery delivery) {
        return !gone && !leaving && assignment.epoch() == delivery.assignment().epoch();
    }

    Receipt receipt(Delivery delivery) {
        return switch (intake.kind()) {
            case POSITION -> new Receipt.Position(channel(), delivery.position());
            case MARK -> new Receipt.Mark(channel(), assignment.partition(), delivery.position());
            case INBOX -> {
                CloudEvent event = delivery.event();
                yield event == null
                        ? Receipt.NONE
                        : new Receipt.Inbox(channel(), event.getSource().toString(), event.getId());
            }
        };
    }

    void accepted(Entry entry) {
        active++;
        if (tracked) {
            order.add(entry, position(entry));
        }
    }

    /** The entry's effects, or its place on a siding, are durable (or it needs none): settle what may be settled. */
    void settled(Entry entry) {
        finish(entry);
        if (!tracked || gone || entry.forgotten) {
            return;
        }
        settlesLater();
        boolean isFirst = order.isFirst(entry);
        order.finish(entry);
        if (isFirst) {
            long before = order.size();
            upTo = order.advance();
            intake.advanced(before - order.size());
        } else if (intake.kind() == ReceiptKind.INBOX) {
            singly.add(position(entry));
        }
    }

    /** What is settled is told first: whoever waits for quiet may hand the partition over. */
    void settle(@Nullable Source source) {
        settles = false;
        if (source != null && !gone) {
            if (upTo > told) {
                told = upTo;
                if (intake.kind() == ReceiptKind.MARK) {
                    source.settle(assignment, upTo);
                } else {
                    source.settleUpTo(assignment, upTo);
                }
            }
            for (long position : singly) {
                if (position > told) {
                    source.settle(assignment, position);
                }
            }
        }
        singly.clear();
        if (leaving && active == 0) {
            lost();
        }
        if (active == 0 && !whenQuiet.isEmpty()) {
            List<Runnable> waiting = List.copyOf(whenQuiet);
            whenQuiet.clear();
            waiting.forEach(Runnable::run);
        }
    }

    private void settlesLater() {
        if (!settles) {
            settles = true;
            intake.settlesLater(this);
        }
    }

    /** Takes nothing new and forgets what was not started; {@code done} follows when the rest has ended. */
    void leave(Runnable done) {
        leaving = true;
        forgetUnstarted();
        whenQuiet.add(done);
        settlesLater();
    }

    /** Settles nothing any more, and forgets what was not started. */
    void lost() {
        if (!gone) {
            intake.advanced(order.size());
        }
        gone = true;
        forgetUnstarted();
    }

    /** It was taken away, or is being: what has not ended well goes back. */
    boolean hasLeft() {
        return gone || leaving;
    }

    boolean isQuiet() {
        return active == 0;
    }

    /** Calls {@code done} once nothing of it is under way any more and its source was told. */
    void whenQuiet(Runnable done) {
        whenQuiet.add(done);
    }

    /** An entry whose command conflicted starts anew, or ends here because its partition has left. */
    void restart(Entry entry) {
        entry.started = false;
        if (hasLeft()) {
            forget(entry);
        }
    }

    private void forgetUnstarted() {
        for (Entry entry : order.open()) {
            if (!entry.finished && (!entry.started || entry.waiting)) {
                forget(entry);
            }
        }
    }

    private void forget(Entry entry) {
        entry.forgotten = true;
        finish(entry);
    }

    private void finish(Entry entry) {
        if (entry.finished) {
            return;
        }
        entry.finished = true;
        active--;
        intake.finished(entry);
        if (active == 0 && !whenQuiet.isEmpty()) {
            settlesLater();
        }
    }

    private static long position(Entry entry) {
        @Nullable Delivery delivery = entry.delivery;
        return delivery == null ? -1 : delivery.position();
    }
}
