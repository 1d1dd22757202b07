package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a person runs it: what it says must be so, and the commands that it prints must work. */
@Timeout(180)
class DemoIT {
    private static final Pattern SUMMARY = Pattern.compile(
            "(?m)^([\\d,]+) trades · ([\\d,]+) done · ([\\d,]+) repaired by strip-units · (\\d+) accounts? waits? for you → (\\S+)$");
    private static final Pattern LATER = Pattern.compile("(?m)^([\\d,]+) later trades? of those accounts");
    private static final Pattern DELIVERIES = Pattern.compile(
            "(?m)^329 GitHub deliveries · 280 done · 49 wait for you, because they name no repository$");
    private static final Pattern REPAIR = Pattern.compile(
            "(?m)^Repair it, run it again echo '(.+)' \\| .*sidetrack errors resubmit (\\S+) --data -$");

    @TempDir
    private Path folder;

    @Test
    void ends_with_numbers_that_add_up() throws Exception {
        Installation.Finished demo = Installation.in(folder).command("demo", "--exit", "--rate", "100000");

        assertThat(demo.exit()).as(demo.err()).isZero();
        assertThat(demo.err()).isEmpty();
        assertThat(demo.out()).containsPattern(DELIVERIES);
        Matcher summary = found(SUMMARY, demo.out());
        Matcher later = found(LATER, demo.out());
        long waiting = Long.parseLong(summary.group(4));
        assertThat(number(summary.group(1))).isEqualTo(10_000);
        assertThat(waiting).isEqualTo(9);
        assertThat(number(summary.group(2)) + waiting + number(later.group(1)))
                .as("every trade is done or waits:\n" + demo.out())
                .isEqualTo(10_000);
        assertThat(number(summary.group(3))).isBetween(100L, 180L);
    }

    @Test
    void prints_commands_that_repair_what_waits() throws Exception {
        Installation installation = Installation.in(folder);
        try (SidetrackProcess demo = installation.launch("demo", "--orders", "3000", "--rate", "100000")) {
            demo.await("done", 120, () -> demo.log().contains("Ctrl-C ends the demo."));
            Matcher repair = found(REPAIR, demo.log());
            assertThat(installation.command("errors", "list").out()).contains(repair.group(2));

            Installation.Finished repaired = installation.commandWithInput(
                    repair.group(1), "errors", "resubmit", repair.group(2), "--data", "-");

            assertThat(repaired.exit()).as(repaired.out() + repaired.err()).isZero();
            assertThat(repaired.out()).startsWith("Done: it ran again with success.");
            assertThat(demo.terminate()).as(demo.log()).isZero();
        }
    }

    private static Matcher found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(pattern + " in:\n" + text).isTrue();
        return matcher;
    }

    private static long number(String text) {
        return Long.parseLong(text.replace(",", ""));
    }
}
