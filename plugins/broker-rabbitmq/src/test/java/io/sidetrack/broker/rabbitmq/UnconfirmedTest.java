package io.sidetrack.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class UnconfirmedTest {
    private static final Confirmation REFUSED = new Confirmation.Indeterminate("nack");
    private static final Confirmation GONE = new Confirmation.Indeterminate("the channel ended");
    private static final Confirmation RETURNED = new Confirmation.Rejected("no route");

    private final Unconfirmed unconfirmed = new Unconfirmed();
    private final List<Batch> done = new ArrayList<>();

    @Test
    void a_batch_is_done_when_each_of_its_events_has_its_answer() {
        Batch first = batch(2);
        Batch second = batch(1);

        unconfirmed.answer(3, false, null, done::add);
        assertThat(done).containsExactly(second);
        unconfirmed.answer(2, true, null, done::add);

        assertThat(done).containsExactly(second, first);
        assertThat(answers(first)).containsExactly(Confirmation.CONFIRMED, Confirmation.CONFIRMED);
        assertThat(unconfirmed.isEmpty()).isTrue();
    }

    @Test
    void what_was_returned_stays_rejected_when_the_broker_confirms_it() {
        Batch batch = batch(3);
        unconfirmed.note((each, index) -> index == 1, RETURNED);

        unconfirmed.answer(3, true, null, done::add);

        assertThat(answers(batch)).containsExactly(Confirmation.CONFIRMED, RETURNED, Confirmation.CONFIRMED);
    }

    @Test
    void what_is_left_when_the_channel_ends_is_answered_and_the_rest_keeps_its_answer() {
        Batch batch = batch(4);
        unconfirmed.answer(2, false, null, done::add);
        unconfirmed.answer(3, false, REFUSED, done::add);

        unconfirmed.abandon(GONE, done::add);

        assertThat(done).containsExactly(batch);
        assertThat(answers(batch)).containsExactly(GONE, Confirmation.CONFIRMED, REFUSED, GONE);
    }

    @Test
    void one_that_did_not_leave_is_not_counted() {
        Batch batch = batch(2);
        unconfirmed.takeBack();
        Batch next = batch(1);

        unconfirmed.answer(2, false, null, done::add);

        assertThat(done).containsExactly(next).doesNotContain(batch);
    }

    @Test
    void each_event_is_answered_once_whatever_the_broker_gathers() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        TreeMap<Long, Batch> open = new TreeMap<>();
        Map<Batch, Integer> left = new HashMap<>();
        long last = 0;
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(3) > 0 || open.isEmpty()) {
                Batch batch = batch(1 + random.nextInt(5));
                left.put(batch, batch.events().size());
                for (int i = 0; i < batch.events().size(); i++) {
                    open.put(++last, batch);
                }
            } else {
                boolean multiple = random.nextBoolean();
                Long near = open.ceilingKey(open.firstKey() + random.nextInt(40));
                long sequence = near == null ? open.lastKey() : near;
                var answered = multiple ? open.headMap(sequence, true) : open.subMap(sequence, true, sequence, true);
                answered.values().forEach(batch -> left.merge(batch, -1, Integer::sum));
                answered.clear();
                int before = done.size();
                unconfirmed.answer(sequence, multiple, null, done::add);
                for (Batch batch : done.subList(before, done.size())) {
                    assertThat(left.get(batch))
                            .as("seed %s step %s", seed, step)
                            .isZero();
                }
            }
        }
        unconfirmed.abandon(GONE, done::add);
        assertThat(Set.copyOf(done)).as("seed %s", seed).hasSameSizeAs(done).isEqualTo(left.keySet());
    }

    private Batch batch(int size) {
        List<CloudEvent> events = List.of(Session.events(0, size));
        Batch batch = new Batch(events);
        for (int i = 0; i < size; i++) {
            unconfirmed.add(batch, i);
        }
        return batch;
    }

    private static List<Confirmation> answers(Batch batch) {
        batch.complete();
        return batch.answer().result();
    }
}
