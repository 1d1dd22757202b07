package io.sidetrack.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Option<String> SERVERS = Option.required("servers", OptionType.STRING, "where");
    private static final Option<Duration> TIMEOUT =
            Option.of("timeout", OptionType.DURATION, Duration.ofSeconds(30), "how long");
    private static final Option<Integer> PREFETCH =
            Option.of("prefetch", OptionType.INTEGER, 100, "how many").inUnit("events");
    private static final Option<String> PASSWORD =
            Option.optional("password", OptionType.STRING, "secret").asSecret();
    private static final Option<Integer> PIN =
            Option.optional("pin", OptionType.INTEGER, "secret number").asSecret();
    private static final List<Option<?>> DECLARED = List.of(SERVERS, TIMEOUT, PREFETCH, PASSWORD, PIN);

    private final List<String> problems = new ArrayList<>();

    @Test
    void values_that_are_given_win_over_defaults() {
        Options options = check(Map.of("servers", "a:1", "timeout", "5m"));

        assertThat(problems).isEmpty();
        assertThat(options.get(SERVERS)).isEqualTo("a:1");
        assertThat(options.get(TIMEOUT)).isEqualTo(Duration.ofMinutes(5));
        assertThat(options.get(PREFETCH)).isEqualTo(100);
        assertThat(options.find(PASSWORD)).isEmpty();
    }

    @Test
    void every_problem_is_reported_at_once_with_path_value_and_expectation() {
        check(Map.of("timeuot", "5m", "timeout", "5 parsecs", "prefetch", List.of(1)));

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "brokers.main.options.timeuot: unknown option; expected one of [servers, timeout, prefetch,"
                                + " password, pin]",
                        "brokers.main.options.servers: missing; expected a text",
                        "brokers.main.options.timeout: is '5 parsecs'; expected a duration such as 200ms, 30s, 5m, 2h"
                                + " or 7d",
                        "brokers.main.options.prefetch: is '[1]'; expected a whole number");
    }

    @Test
    void a_secret_is_not_shown_in_a_problem() {
        check(Map.of("servers", "a", "pin", "hunter2"));

        assertThat(problems).containsExactly("brokers.main.options.pin: is (hidden); expected a whole number");
    }

    @Test
    void a_component_without_options_says_so() {
        Options.check("plugins.x.options", List.of(), Map.of("a", 1), problems);

        assertThat(problems).containsExactly("plugins.x.options.a: unknown option; expected none, it has no options");
    }

    @Test
    void an_option_that_has_neither_value_nor_default_cannot_be_got() {
        assertThatThrownBy(() -> Options.none().get(SERVERS)).hasMessageContaining("servers");
        assertThat(Options.none().find(SERVERS)).isEmpty();
    }

    @Test
    void options_do_not_change_after_the_check() {
        Map<String, Object> given = new java.util.HashMap<>(Map.of("servers", "a"));
        Options options = check(given);
        given.put("servers", "b");

        assertThat(options.get(SERVERS)).isEqualTo("a");
    }

    @Nested
    class Types {
        private enum Mode {
            AT_ONCE,
            LATER
        }

        @Test
        void durations() {
            accepts(OptionType.DURATION, "200ms", Duration.ofMillis(200));
            accepts(OptionType.DURATION, "30 s", Duration.ofSeconds(30));
            accepts(OptionType.DURATION, "7d", Duration.ofDays(7));
            refuses(OptionType.DURATION, "30", "s", "-5s", "1.5s", "5S", "999999999999999s", true);
        }

        @Test
        void sizes() {
            accepts(OptionType.SIZE, 512, 512L);
            accepts(OptionType.SIZE, "64KiB", 64L << 10);
            accepts(OptionType.SIZE, "16 MiB", 16L << 20);
            accepts(OptionType.SIZE, "2GiB", 2L << 30);
            refuses(OptionType.SIZE, "64KB", "999999999999GiB", "-1", "", "1.5GiB");
        }

        @Test
        void numbers_and_booleans() {
            accepts(OptionType.INTEGER, "-7", -7);
            accepts(OptionType.LONG, 5_000_000_000L, 5_000_000_000L);
            accepts(OptionType.BOOLEAN, true, true);
            accepts(OptionType.BOOLEAN, "false", false);
            refuses(OptionType.INTEGER, "5000000000", "1.0", "x", List.of(), Map.of());
            refuses(OptionType.BOOLEAN, "yes", "TRUE", 1);
        }

        @Test
        void texts_and_lists_of_them() {
            accepts(OptionType.STRING, 5, "5");
            accepts(OptionType.STRINGS, "one", List.of("one"));
            accepts(OptionType.STRINGS, List.of("one", 2), List.of("one", "2"));
            refuses(OptionType.STRING, List.of("a"), Map.of());
            refuses(OptionType.STRINGS, List.of(List.of("a")), Map.of());
        }

        @Test
        void constants_of_an_enum() {
            OptionType<Mode> mode = OptionType.oneOf(Mode.class);

            accepts(mode, "at-once", Mode.AT_ONCE);
            assertThat(mode.expected()).isEqualTo("one of at-once, later");
            refuses(mode, "AT_ONCE", "at_once", "never", 1);
        }

        private <T> void accepts(OptionType<T> type, Object given, T value) {
            assertThat(type.parse(given)).isEqualTo(value);
        }

        private void refuses(OptionType<?> type, Object... given) {
            for (Object value : given) {
                assertThat(type.parse(value)).as("%s of %s", type.name(), value).isNull();
            }
        }
    }

    private Options check(Map<String, ?> given) {
        return Options.check("brokers.main.options", DECLARED, given, problems);
    }
}
