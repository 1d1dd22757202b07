package io.sidetrack.kernel.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.lifecycle.StormFilter.Held;
import io.sidetrack.kernel.lifecycle.StormFilter.Kind;
import org.junit.jupiter.api.Test;

class StormFilterTest {
    private static final Kind ERRORED = new Kind("errored", "trades", false);
    private static final Kind OTHER = new Kind("errored", "invoices", false);

    private final StormFilter filter = new StormFilter(3, 1_000);

    @Test
    void the_first_of_a_window_pass_and_the_rest_are_summed_at_its_end() {
        assertThat(passed(ERRORED, 10, 0)).isEqualTo(3);
        assertThat(filter.roll(999)).isEmpty();

        assertThat(filter.roll(1_000)).containsExactly(new Held(ERRORED, 7));
        assertThat(filter.isHolding()).isFalse();
    }

    @Test
    void the_next_window_lets_some_through_again() {
        passed(ERRORED, 10, 0);
        filter.roll(1_000);

        assertThat(passed(ERRORED, 10, 1_000)).isEqualTo(3);
    }

    @Test
    void what_stays_below_the_limit_needs_no_sum() {
        assertThat(passed(ERRORED, 3, 0)).isEqualTo(3);
        assertThat(passed(ERRORED, 3, 1_000)).isEqualTo(3);

        assertThat(filter.isHolding()).isFalse();
        assertThat(filter.roll(5_000)).isEmpty();
    }

    @Test
    void a_window_that_holds_some_goes_on_counting_until_it_is_summed() {
        passed(ERRORED, 4, 0);
        assertThat(passed(ERRORED, 5, 2_000)).isZero();

        assertThat(filter.roll(2_000)).containsExactly(new Held(ERRORED, 6));
    }

    @Test
    void a_storm_of_one_subject_does_not_silence_another() {
        passed(ERRORED, 10, 0);

        assertThat(passed(OTHER, 3, 0)).isEqualTo(3);
    }

    @Test
    void everything_can_be_summed_at_once() {
        passed(ERRORED, 10, 0);
        passed(OTHER, 5, 0);

        assertThat(filter.rollAll()).containsExactlyInAnyOrder(new Held(ERRORED, 7), new Held(OTHER, 2));
    }

    private int passed(Kind kind, int count, long nanos) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            passed += filter.passes(kind, nanos) ? 1 : 0;
        }
        return passed;
    }
}
