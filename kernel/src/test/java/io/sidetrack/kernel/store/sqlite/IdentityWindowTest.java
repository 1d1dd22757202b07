package io.sidetrack.kernel.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityWindowTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void knows_exactly_the_newest_events_whatever_comes_and_goes(long seed) {
        Random random = new Random(seed);
        int bound = 4096;
        long next = 1L + random.nextInt(10_000);
        IdentityWindow window = new IdentityWindow(bound, next);
        TreeMap<Long, Long> model = new TreeMap<>();
        for (int step = 0; step < 30_000; step++) {
            int what = random.nextInt(1000);
            if (what == 0 && !model.isEmpty()) {
                long to = next - random.nextInt(Math.min(50, model.size()));
                window.takeBack(to);
                model.tailMap(to, true).clear();
                next = to;
            } else if (what == 1 && !model.isEmpty()) {
                long below = model.firstKey() + random.nextInt(100);
                window.trim(below);
                model.headMap(Math.min(below, next)).clear();
            } else {
                long hash = random.nextInt(5_000) * 0x9E3779B97F4A7C15L;
                window.add(hash);
                model.put(next++, hash);
                if (model.size() > bound) {
                    model.pollFirstEntry();
                }
            }
            long asked = random.nextInt(5_000) * 0x9E3779B97F4A7C15L;
            List<Long> expected = new ArrayList<>();
            if (step % 10 == 0) {
                model.forEach((position, hash) -> {
                    if (hash == asked) {
                        expected.add(position);
                    }
                });
                assertThat(window.candidates(asked))
                        .as("seed %s, step %s", seed, step)
                        .containsExactlyInAnyOrderElementsOf(expected);
                assertThat(window.mayContain(asked)).isEqualTo(!expected.isEmpty());
            }
        }
    }
}
