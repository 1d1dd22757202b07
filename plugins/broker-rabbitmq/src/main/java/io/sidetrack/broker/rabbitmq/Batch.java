package io.sidetrack.broker.rabbitmq;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events that were given to a sink at once, with an answer for each. Fields are guarded by the sink's lock. */
final class Batch {
    private final List<CloudEvent> events;
    private final long since = System.nanoTime();
    private final Promise<List<Confirmation>> answer = Promise.promise();
    private @Nullable List<Confirmation> answers;
    private int unanswered;

    Batch(List<CloudEvent> events) {
        this.events = events;
        this.unanswered = events.size();
    }

    List<CloudEvent> events() {
        return events;
    }

    long age() {
        return System.nanoTime() - since;
    }

    Future<List<Confirmation>> answer() {
        return answer.future();
    }

    /** Remembers what the broker said of one, before or without its confirmation. */
    void note(int index, Confirmation confirmation) {
        List<Confirmation> all = answers;
        if (all == null) {
            all = new ArrayList<>(Collections.nCopies(events.size(), Confirmation.CONFIRMED));
            answers = all;
        }
        all.set(index, confirmation);
    }

    boolean isNoted(int index) {
        return answers != null && answers.get(index) != Confirmation.CONFIRMED;
    }

    /** One more is answered, as confirmed unless {@link #note noted} otherwise; whether all are. */
    boolean answered() {
        return --unanswered == 0;
    }

    /** Hands the answers out. Outside the lock. */
    void complete() {
        List<Confirmation> all = answers;
        answer.tryComplete(all == null ? Collections.nCopies(events.size(), Confirmation.CONFIRMED) : all);
    }

    /** Nobody knows what became of it: answers it as a whole, before any of it was published. */
    void doubt(String reason) {
        answers = Collections.nCopies(events.size(), new Confirmation.Indeterminate(reason));
    }
}
