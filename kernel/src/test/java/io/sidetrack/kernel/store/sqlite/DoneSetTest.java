package io.sidetrack.kernel.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.Progress;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoneSetTest {
    private static final int POSITIONS = 400;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holds_what_was_added_in_any_order_in_the_fewest_ranges(long seed) {
        Random random = new Random(seed);
        long start = random.nextInt(5);
        DoneSet done = new DoneSet(start);
        BitSet model = new BitSet();
        model.set(0, (int) start + 1);
        for (int i = 0; i < 3_000; i++) {
            if (random.nextInt(200) == 0) {
                int below = random.nextInt(POSITIONS);
                done.raise(below);
                model.set(0, below + 1);
            } else {
                int position = 1 + random.nextInt(POSITIONS);
                done.add(position);
                model.set(position);
            }
            check(done, model, seed);
        }
    }

    private static void check(DoneSet done, BitSet model, long seed) {
        DoneSet stored = DoneSet.decode(done.watermark(), done.encodeRanges());
        Progress progress = stored.progress();
        assertThat(progress.watermark()).as("seed %s", seed).isEqualTo(model.nextClearBit(0) - 1L);
        int range = 0;
        int from = model.nextSetBit((int) progress.watermark() + 1);
        while (from >= 0) {
            int to = model.nextClearBit(from) - 1;
            assertThat(progress.ranges()[range++]).as("seed %s", seed).isEqualTo(from);
            assertThat(progress.ranges()[range++]).as("seed %s", seed).isEqualTo(to);
            from = model.nextSetBit(to + 1);
        }
        assertThat(progress.ranges()).as("seed %s", seed).hasSize(range);
    }

    @Test
    void takes_many_ranges() {
        DoneSet done = new DoneSet(0);
        for (long position = 2; position <= 100_000; position += 2) {
            done.add(position);
        }
        assertThat(done.progress().ranges()).hasSize(100_000);
        for (long position = 1; position <= 100_000; position += 2) {
            done.add(position);
        }
        assertThat(done.watermark()).isEqualTo(100_000);
        assertThat(done.aboveWatermark()).isZero();
    }
}
