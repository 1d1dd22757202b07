package io.sidetrack.broker.rabbitmq;

import io.sidetrack.api.adapter.Confirmation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was published on one AMQP channel and is not confirmed, by the sequence number that the broker counts: a ring that doubles
 * when it is full, so an event costs no object here. Not thread-safe; the sink's lock guards it.
 */
final class Unconfirmed {
    private @Nullable Batch[] batches = new Batch[1 << 10];
    private int[] indexes = new int[1 << 10];
    private long first = 1;
    private long next = 1;

    /** The next event that is published. */
    void add(Batch batch, int index) {
        if (next - first == batches.length) {
            grow();
        }
        batches[slot(next)] = batch;
        indexes[slot(next)] = index;
        next++;
    }

    /** The last one did not leave, so the broker does not count it. */
    void takeBack() {
        next--;
        batches[slot(next)] = null;
    }

    boolean isEmpty() {
        return first == next;
    }

    /**
     * The broker answers for one, or for all up to it.
     *
     * @param answer {@code null} where it confirms
     * @param complete takes each batch of which all are answered now
     */
    void answer(long sequence, boolean multiple, @Nullable Confirmation answer, Consumer<Batch> complete) {
        for (long each = multiple ? first : sequence; each <= sequence && each < next; each++) {
            Batch batch = each < first ? null : batches[slot(each)];
            if (batch == null) {
                continue;
            }
            batches[slot(each)] = null;
            if (answer != null && !batch.isNoted(indexes[slot(each)])) {
                batch.note(indexes[slot(each)], answer);
            }
            if (batch.answered()) {
                complete.accept(batch);
            }
        }
        while (first < next && batches[slot(first)] == null) {
            first++;
        }
    }

    /** Notes the answer of the first event that {@code candidate} accepts and that has none yet. */
    void note(Candidate candidate, Confirmation answer) {
        for (long each = first; each < next; each++) {
            Batch batch = batches[slot(each)];
            int index = indexes[slot(each)];
            if (batch != null && !batch.isNoted(index) && candidate.is(batch, index)) {
                batch.note(index, answer);
                return;
            }
        }
    }

    interface Candidate {
        boolean is(Batch batch, int index);
    }

    /** The broker will not answer any more: each event gets this answer, unless it has one. */
    void abandon(Confirmation answer, Consumer<Batch> complete) {
        answer(next - 1, true, answer, complete);
    }

    private void grow() {
        @Nullable Batch[] more = new Batch[Math.multiplyExact(batches.length, 2)];
        int[] moreIndexes = new int[more.length];
        for (long each = first; each < next; each++) {
            int slot = (int) (each & (more.length - 1));
            more[slot] = batches[slot(each)];
            moreIndexes[slot] = indexes[slot(each)];
        }
        batches = more;
        indexes = moreIndexes;
    }

    private int slot(long sequence) {
        return (int) (sequence & (batches.length - 1));
    }
}
