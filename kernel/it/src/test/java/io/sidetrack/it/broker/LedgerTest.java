package io.sidetrack.it.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger();

    @Test
    void what_came_out_once_and_in_order_holds() {
        long first = sent("a", false);
        long other = sent("b", false);
        long second = sent("a", false);

        assertThat(violations(0, Set.of(), out("b", other, 1), out("a", first, 1), out("a", second, 2)))
                .isEmpty();
    }

    @Test
    void an_acknowledged_event_that_is_nowhere_is_lost_and_one_without_an_answer_is_not() {
        long lost = sent("a", false);
        ledger.sending("a", false);

        assertThat(violations(0, Set.of())).containsExactly("I1 lost: " + lost + " of a");
        assertThatThrownBy(() -> ledger.assertHolds(List.of(), Set.of(), 0)).hasMessageContaining("I1 lost");
    }

    @Test
    void an_event_that_came_out_and_still_waits_is_in_two_states() {
        long number = sent("a", false);

        assertThat(violations(0, Set.of(number), out("a", number, 1)))
                .anyMatch(v -> v.startsWith("I1 in several states"));
    }

    @Test
    void what_was_never_sent_is_a_phantom() {
        sent("a", false);

        assertThat(violations(0, Set.of(1L), out("z", 77, 1))).containsExactly("I4 phantom: " + out("z", 77, 1));
    }

    @Test
    void a_later_event_of_a_key_that_comes_first_breaks_the_order() {
        long first = sent("a", false);
        long second = sent("a", false);

        assertThat(violations(0, Set.of(), out("a", second, 1), out("a", first, 2)))
                .containsExactly("I2 order of a: 1 came after 2");
        assertThat(violations(0, Set.of(first), out("a", second, 1)))
                .containsExactly("I2 overtaken in a: 2 came out, 1 waits");
    }

    @Test
    void a_state_that_was_applied_twice_or_lost_shows_in_its_count() {
        long first = sent("a", false);
        long second = sent("a", false);

        assertThat(violations(0, Set.of(), out("a", first, 1), out("a", second, 3)))
                .containsExactly("I3 state of a: 2 is the 2. that came out, but the state counts 3");
    }

    @Test
    void a_repeat_needs_an_interruption_and_its_place() {
        long first = sent("a", false);
        long second = sent("a", false);
        Output one = out("a", first, 1);
        Output two = out("a", second, 2);

        assertThat(violations(1, Set.of(), one, one, two)).isEmpty();
        assertThat(violations(0, Set.of(), one, one, two)).containsExactly("I3 repeats of a: 1 with 0 interruptions");
        assertThat(violations(1, Set.of(), one, two, one))
                .anyMatch(v -> v.startsWith("I3 repeat behind a later event"));
        Output otherId = new Output("other", "a", first, 1, false);
        assertThat(violations(1, Set.of(), one, otherId, two)).anyMatch(v -> v.startsWith("I3 repeat is another"));
    }

    @Test
    void of_an_edited_event_the_edit_alone_may_come_out() {
        long poison = sent("a", true);
        Output repaired = new Output("id-1", "a", poison, 1, true);

        assertThat(violations(0, Set.of(), repaired)).containsExactly("I5 nobody edited it: " + repaired);
        ledger.edited(poison);
        assertThat(violations(0, Set.of(), repaired)).isEmpty();
        assertThat(violations(0, Set.of(), out("a", poison, 1)))
                .anyMatch(v -> v.startsWith("I5 the original came out"));
    }

    @Test
    void it_is_complete_when_every_acknowledged_event_has_its_place() {
        long done = sent("a", false);
        long waits = sent("b", true);
        long dropped = sent("c", true);
        ledger.discarded(dropped);

        assertThat(ledger.isComplete(List.of(out("a", done, 1)), Set.of())).isFalse();
        assertThat(ledger.isComplete(List.of(out("a", done, 1)), Set.of(waits))).isTrue();
    }

    private long sent(String key, boolean poison) {
        long number = ledger.sending(key, poison);
        ledger.acknowledged(number);
        return number;
    }

    private List<String> violations(int interruptions, Set<Long> resting, Output... outputs) {
        return ledger.violations(List.of(outputs), resting, interruptions);
    }

    private static Output out(String key, long number, long count) {
        return new Output("id-" + number, key, number, count, false);
    }
}
