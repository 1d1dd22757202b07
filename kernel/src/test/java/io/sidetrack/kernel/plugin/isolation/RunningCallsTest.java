package io.sidetrack.kernel.plugin.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningCallsTest {
    private static final String SHA = "0123456789abcdef0123456789abcdef";
    private static final String BAD = RunningCalls.jar("bad", SHA);
    private static final int EVENT = 4711;

    @TempDir
    private Path folder;

    private long now = 1_000_000_000_000L;

    @Test
    void a_plugin_that_was_at_the_same_event_at_three_sudden_ends_is_named() {
        for (int i = 0; i < 3; i++) {
            RunningCalls run = open();
            assertThat(run.repeated()).isEmpty();
            call(run, "good", i);
            call(run, "bad", EVENT);
        }

        assertThat(open().repeated())
                .isEqualTo(
                        Map.of(
                                BAD,
                                "the node has died 3 times in a row within an hour while this plugin was in a call of the same event"));
    }

    @Test
    void one_that_was_being_started_each_time_is_named_too() {
        for (int i = 0; i < 3; i++) {
            call(open(), "bad", RunningCalls.START);
        }

        assertThat(open().repeated()).containsOnlyKeys(BAD);
        assertThat(open().repeated()).as("the end after that was not its own").isEmpty();
    }

    @Test
    void one_that_was_at_another_event_each_time_is_not() {
        for (int i = 0; i < 5; i++) {
            call(open(), "bad", EVENT + i);
        }

        assertThat(open().repeated()).isEmpty();
    }

    @Test
    void a_call_that_has_ended_is_none() {
        for (int i = 0; i < 3; i++) {
            RunningCalls.Account account = open().account("bad", SHA);
            account.ends(account.begins(EVENT));
        }

        assertThat(open().repeated()).isEmpty();
    }

    @Test
    void a_clean_end_in_between_breaks_the_row() {
        call(open(), "bad", EVENT);
        call(open(), "bad", EVENT);
        open().close();
        call(open(), "bad", EVENT);

        assertThat(open().repeated()).isEmpty();
    }

    @Test
    void an_end_with_a_call_under_way_is_not_clean() {
        for (int i = 0; i < 3; i++) {
            RunningCalls run = open();
            call(run, "bad", EVENT);
            run.close();
        }

        assertThat(open().repeated()).containsOnlyKeys(BAD);
    }

    @Test
    void ends_that_lie_far_apart_do_not_count() {
        for (int i = 0; i < 3; i++) {
            call(open(), "bad", EVENT);
            now += Duration.ofMinutes(40).toMillis();
        }

        assertThat(open().repeated()).isEmpty();
    }

    @Test
    void many_calls_at_once_are_each_kept_and_more_than_fit_are_left_out() {
        RunningCalls.Account account = open().account("bad", SHA);
        int kept = 0;
        for (int i = 0; i < 1_000; i++) {
            kept += account.begins(i) >= 0 ? 1 : 0;
        }

        assertThat(kept).isEqualTo(8);
    }

    @Test
    void what_cannot_be_read_is_nothing() throws IOException {
        Files.write(folder.resolve("running-calls"), new byte[] {1, 2, 3});
        Files.writeString(folder.resolve("sudden-ends"), "nonsense\n\n\t\t\n");

        assertThat(open().repeated()).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_written_costs_nothing_but_the_account() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        RunningCalls calls = RunningCalls.open(file, now);
        call(calls, "bad", EVENT);
        calls.close();

        assertThat(calls.repeated()).isEmpty();
    }

    private RunningCalls open() {
        return RunningCalls.open(folder, now);
    }

    private static void call(RunningCalls run, String plugin, int event) {
        run.account(plugin, SHA).begins(event);
    }
}
