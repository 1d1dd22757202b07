package io.sidetrack.testkit.broker;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Sink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sink into a broker in memory. What was sent is stored one turn of the loop later and answered another turn later, so that a
 * cut finds batches that are under way, stored or not.
 */
final class MemorySink implements Sink {
    private final Address address;
    private final Context context;
    private final Deque<Batch> waiting = new ArrayDeque<>();
    private @Nullable String gone;

    /** Where events go. Thread-safe. */
    interface Address {
        Confirmation store(CloudEvent event);

        /** Whether the broker keeps its answers to itself for now; events are stored all the same. */
        boolean silent();
    }

    private record Batch(List<CloudEvent> events, Promise<List<Confirmation>> answer) {
        void indeterminate(String reason) {
            answer.tryComplete(Collections.nCopies(events.size(), new Confirmation.Indeterminate(reason)));
        }
    }

    MemorySink(Address address, Context context) {
        this.address = address;
        this.context = context;
    }

    @Override
    public synchronized Future<List<Confirmation>> send(List<CloudEvent> events) {
        Batch batch = new Batch(List.copyOf(events), Promise.promise());
        if (gone != null) {
            batch.indeterminate(gone);
            return batch.answer().future();
        }
        waiting.add(batch);
        context.runOnContext(turn -> store(batch));
        return batch.answer().future();
    }

    @Override
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(turn -> context.runOnContext(next -> {
            end("the sink was closed before the broker answered");
            closed.complete();
        }));
        return closed.future();
    }

    Future<Void> cut(String reason) {
        Promise<Void> cut = Promise.promise();
        context.runOnContext(turn -> {
            end(reason);
            cut.complete();
        });
        return cut.future();
    }

    private void store(Batch batch) {
        synchronized (this) {
            if (gone != null) {
                return;
            }
        }
        List<Confirmation> answers = new ArrayList<>(batch.events().size());
        batch.events().forEach(event -> answers.add(address.store(event)));
        if (!address.silent()) {
            context.runOnContext(turn -> answer(batch, answers));
        }
    }

    private void answer(Batch batch, List<Confirmation> answers) {
        synchronized (this) {
            waiting.remove(batch);
        }
        batch.answer().tryComplete(answers);
    }

    private void end(String reason) {
        List<Batch> unanswered;
        synchronized (this) {
            gone = reason;
            unanswered = List.copyOf(waiting);
            waiting.clear();
        }
        unanswered.forEach(batch -> batch.indeterminate(reason));
    }
}
