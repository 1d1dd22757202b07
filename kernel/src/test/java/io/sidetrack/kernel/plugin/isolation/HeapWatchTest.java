package io.sidetrack.kernel.plugin.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapWatchTest {
    private static final long MAX = 1_000_000;

    private final HeapWatch heap = new HeapWatch();
    private long collections = 100;

    @Test
    void a_heap_that_stays_full_however_often_it_is_collected_is_full_for_good() {
        for (int i = 1; i < HeapWatch.LOOKS; i++) {
            assertThat(heap.isFull(980_000, MAX, ++collections)).isFalse();
        }

        assertThat(heap.isFull(980_000, MAX, ++collections)).isTrue();
    }

    @Test
    void one_that_was_full_once_and_is_not_collected_again_is_not() {
        heap.isFull(999_000, MAX, ++collections);

        for (int i = 0; i < 100; i++) {
            assertThat(heap.isFull(999_000, MAX, collections)).isFalse();
        }
    }

    @Test
    void one_that_gets_room_in_between_begins_anew() {
        for (int i = 0; i < 100; i++) {
            assertThat(heap.isFull(i % 9 == 8 ? 900_000 : 990_000, MAX, ++collections))
                    .isFalse();
        }
    }

    @Test
    void the_heap_of_this_test_is_not() {
        assertThat(heap.look()).isFalse();
    }
}
