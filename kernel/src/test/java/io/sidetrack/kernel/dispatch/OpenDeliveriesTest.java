package io.sidetrack.kernel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.dispatch.Lane.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenDeliveriesTest {
    private final OpenDeliveries deliveries = new OpenDeliveries();

    @Test
    void the_finished_prefix_ends_before_the_first_open_one() {
        List<Entry> entries = received(3, 10);

        deliveries.finish(entries.get(1));
        assertThat(deliveries.isFirst(entries.get(1))).isFalse();
        assertThat(deliveries.advance()).isEqualTo(-1);

        assertThat(deliveries.isFirst(entries.get(0))).isTrue();
        deliveries.finish(entries.get(0));
        assertThat(deliveries.advance()).isEqualTo(20);
        assertThat(deliveries.size()).isEqualTo(1);
        assertThat(deliveries.open()).containsExactly(entries.get(2));
    }

    @Test
    void a_prefix_is_found_whatever_the_order_of_finishing_and_however_many_wait() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Entry> open = new ArrayList<>();
        long next = 0;
        long prefix = -1;
        for (int step = 0; step < 20_000; step++) {
            if (open.isEmpty() || random.nextInt(100) < 52) {
                Entry entry = entry();
                deliveries.add(entry, next++);
                open.add(entry);
            } else {
                Entry entry = open.remove(random.nextInt(open.size()));
                deliveries.finish(entry);
                long advanced = deliveries.advance();
                prefix = Math.max(prefix, advanced);
            }
        }
        long first = open.stream().mapToLong(entry -> entry.place).min().orElse(next);
        assertThat(prefix).as("seed %d", seed).isEqualTo(first - 1);
        assertThat(deliveries.size()).as("seed %d", seed).isEqualTo(next - first);
        assertThat(deliveries.open()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(open);
    }

    private List<Entry> received(int count, long apart) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Entry entry = entry();
            deliveries.add(entry, (i + 1) * apart);
            entries.add(entry);
        }
        return entries;
    }

    private static Entry entry() {
        return Entry.joining(new Lane(null, Mode.MAIN, 0), makesSiding -> {});
    }
}
