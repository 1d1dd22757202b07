package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.StateWrite;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The remote emits of one entry, until each is confirmed or one is rejected. */
final class Outgoing implements Outbox.Sender {
    final Entry entry;
    final @Nullable StateWrite state;
    final List<Emission> local;
    private final Results results;
    private final List<Emission> emissions;
    private final @Nullable Confirmation[] answers;
    private int open;
    private int rounds;

    Outgoing(Results results, Entry entry, @Nullable StateWrite state, List<Emission> local, List<Emission> emissions) {
        this.results = results;
        this.entry = entry;
        this.state = state;
        this.local = local;
        this.emissions = emissions;
        this.answers = new Confirmation[emissions.size()];
    }

    /** Sends what is not confirmed. */
    void send(Outbox outbox) {
        rounds++;
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] == null) {
                open++;
                outbox.add(emissions.get(i), this);
            }
        }
    }

    int rounds() {
        return rounds;
    }

    @Override
    public void answered(String channel, Confirmation confirmation) {
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] == null && emissions.get(i).channel().equals(channel)) {
                answers[i] = confirmation;
                break;
            }
        }
        if (--open == 0) {
            results.answered(this);
        }
    }

    /** Why the first rejected one was rejected, or {@code null}. */
    @Nullable
    String rejection() {
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] instanceof Confirmation.Rejected rejected) {
                return "channel " + emissions.get(i).channel() + " rejected the event: " + rejected.reason();
            }
        }
        return null;
    }

    /**
     * Forgets the answers for what must be sent again: all from the first that is in doubt, per channel, so that they arrive there
     * in order once more. Answers whether there is any.
     */
    boolean forgetDoubtful() {
        boolean any = false;
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] instanceof Confirmation.Indeterminate) {
                any = true;
                for (int later = i; later < answers.length; later++) {
                    if (emissions.get(later).channel().equals(emissions.get(i).channel())) {
                        answers[later] = null;
                    }
                }
            }
        }
        return any;
    }

    /** What is at its channel although the input failed, for people. */
    String goneOut() {
        StringBuilder note = new StringBuilder();
        for (int i = 0; i < answers.length; i++) {
            if (!(answers[i] instanceof Confirmation.Rejected)) {
                note.append(note.isEmpty() ? "already sent: " : ", ")
                        .append(emissions.get(i).channel())
                        .append('/')
                        .append(emissions.get(i).event().getId())
                        .append(answers[i] instanceof Confirmation.Confirmed ? "" : " (not confirmed)");
            }
        }
        return note.toString();
    }
}
