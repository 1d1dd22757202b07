package io.sidetrack.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class AcknowledgementsTest {
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final List<String> told = new ArrayList<>();

    @Test
    void one_acknowledgement_stands_for_all_that_is_settled_before_it() throws IOException {
        deliver(5);
        acknowledgements.settle(2);
        acknowledgements.settle(1);
        acknowledgements.settle(3);

        flush(false);

        assertThat(told).containsExactly("up to 3");
        assertThat(acknowledgements.unsettled()).isEqualTo(2);
    }

    @Test
    void what_is_settled_behind_an_unsettled_one_waits_until_all_are_wanted() throws IOException {
        deliver(5);
        acknowledgements.settle(2);
        acknowledgements.settle(4);

        assertThat(flush(false)).isEqualTo(2);
        assertThat(told).isEmpty();
        assertThat(flush(true)).isZero();
        assertThat(told).containsExactly("2", "4");
    }

    @Test
    void an_acknowledgement_of_many_never_names_one_that_the_broker_has_forgotten() throws IOException {
        deliver(4);
        acknowledgements.settle(3);
        flush(true);
        acknowledgements.settle(2);
        acknowledgements.settle(1);

        flush(false);

        assertThat(told).containsExactly("3", "up to 2");
    }

    @Test
    void settling_twice_or_what_never_came_tells_the_broker_nothing() throws IOException {
        deliver(2);
        acknowledgements.settle(1);
        flush(false);
        acknowledgements.settle(1);
        acknowledgements.settle(3);
        acknowledgements.settle(0);
        flush(true);

        assertThat(told).containsExactly("up to 1");
    }

    @Test
    void many_are_settled_at_once() throws IOException {
        deliver(5);
        acknowledgements.settleUpTo(4);

        flush(false);

        assertThat(told).containsExactly("up to 4");
        assertThat(acknowledgements.unsettled()).isEqualTo(1);
    }

    @Test
    void the_broker_hears_of_each_settled_delivery_once_and_of_no_other_whatever_the_order() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        ModelBroker broker = new ModelBroker();
        TreeSet<Long> unsettled = new TreeSet<>();
        long last = 0;
        for (int step = 0; step < 50_000; step++) {
            int choice = random.nextInt(10);
            if (choice < 4) {
                acknowledgements.delivered(++last);
                broker.unacknowledged.add(last);
                unsettled.add(last);
            } else if (choice < 8 && !unsettled.isEmpty()) {
                Long near = unsettled.ceiling(unsettled.first() + random.nextInt(3_000));
                long tag = near == null ? unsettled.first() : near;
                acknowledgements.settle(tag);
                unsettled.remove(tag);
            } else if (choice == 8) {
                acknowledgements.flush(broker, random.nextInt(20) == 0);
            } else if (!unsettled.isEmpty() && random.nextInt(100) == 0) {
                long upTo = unsettled.first() + random.nextInt(50);
                acknowledgements.settleUpTo(upTo);
                unsettled.headSet(upTo, true).clear();
            }
        }
        acknowledgements.flush(broker, true);
        assertThat(broker.unacknowledged).as("seed %s", seed).isEqualTo(unsettled);
        assertThat(acknowledgements.unsettled()).isEqualTo(unsettled.size());
    }

    /** As strict as RabbitMQ: whoever acknowledges what it does not wait for loses his channel. */
    private static final class ModelBroker implements Acknowledgements.Broker {
        private final TreeSet<Long> unacknowledged = new TreeSet<>();

        @Override
        public void acknowledge(long tag, boolean multiple) {
            if (!unacknowledged.contains(tag)) {
                throw new AssertionError("unknown delivery tag " + tag);
            }
            if (multiple) {
                unacknowledged.headSet(tag, true).clear();
            } else {
                unacknowledged.remove(tag);
            }
        }
    }

    private void deliver(int count) {
        for (long tag = 1; tag <= count; tag++) {
            acknowledgements.delivered(tag);
        }
    }

    private int flush(boolean all) throws IOException {
        return acknowledgements.flush((tag, multiple) -> told.add((multiple ? "up to " : "") + tag), all);
    }
}
