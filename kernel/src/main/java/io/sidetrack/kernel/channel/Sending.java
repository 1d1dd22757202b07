package io.sidetrack.kernel.channel;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A batch on its way to a sink. It is answered once, by whoever comes first: the sink, the deadline or the end of the connection. */
final class Sending {
    private enum Stage {
        WAITING,
        UNDER_WAY,
        ANSWERED
    }

    private final List<CloudEvent> batch;
    private final Promise<List<Confirmation>> promise = Promise.promise();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private final Consumer<Sending> left;

    /** @param left called when it was under way and is answered */
    Sending(List<CloudEvent> batch, Consumer<Sending> left) {
        this.batch = batch;
        this.left = left;
    }

    List<CloudEvent> batch() {
        return batch;
    }

    Future<List<Confirmation>> answer() {
        return promise.future();
    }

    /** Whether it may be handed to the sink now: a batch that was answered while it waited is not sent any more. */
    boolean leave() {
        return stage.compareAndSet(Stage.WAITING, Stage.UNDER_WAY);
    }

    void confirm(List<Confirmation> confirmations) {
        if (confirmations.size() != batch.size()) {
            doubt("the adapter answered for " + confirmations.size() + " events of " + batch.size());
        } else {
            settle(confirmations);
        }
    }

    /** Nobody knows whether it arrived. */
    void doubt(String reason) {
        settle(doubts(batch.size(), reason));
    }

    static List<Confirmation> doubts(int size, String reason) {
        return Collections.nCopies(size, new Confirmation.Indeterminate(reason));
    }

    private void settle(List<Confirmation> confirmations) {
        Stage before = stage.getAndSet(Stage.ANSWERED);
        if (before == Stage.UNDER_WAY) {
            left.accept(this);
        }
        if (before != Stage.ANSWERED) {
            promise.complete(confirmations);
        }
    }
}
