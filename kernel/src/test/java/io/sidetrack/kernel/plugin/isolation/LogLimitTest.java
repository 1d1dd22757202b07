package io.sidetrack.kernel.plugin.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogLimitTest {
    private static final long SECOND = 1_000_000_000;

    @Nested
    class An_allowance {
        private final LogAllowance allowance = new LogAllowance();

        @Test
        void gives_many_lines_at_once_and_then_some_a_second() {
            assertThat(taken(1_000, 5 * SECOND)).isEqualTo(LogAllowance.BURST);
            assertThat(taken(1_000, 6 * SECOND)).isEqualTo(LogAllowance.PER_SECOND);
            assertThat(allowance.dropped()).isEqualTo(1_780);
            assertThat(allowance.dropped()).isZero();
        }

        @Test
        void is_full_again_after_a_quiet_time_and_never_more() {
            taken(1_000, 0);

            assertThat(taken(1_000, 1_000 * SECOND)).isEqualTo(LogAllowance.BURST);
        }

        private int taken(int lines, long nanos) {
            int taken = 0;
            for (int i = 0; i < lines; i++) {
                taken += allowance.take(nanos) ? 1 : 0;
            }
            return taken;
        }
    }

    @Nested
    class A_flood {
        private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        private final Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
        private final ClassLoader before = Thread.currentThread().getContextClassLoader();
        private final PluginLoader plugin = new PluginLoader();

        @BeforeEach
        void listen() {
            lines.start();
            root.addAppender(lines);
            LogLimit.install();
            LogLimit.install();
            root.detachAppender(lines);
            context.getLogger("flood").addAppender(lines);
            context.getLogger("flood").setAdditive(false);
            context.getLogger("io.sidetrack.kernel.flood").addAppender(lines);
            context.getLogger("io.sidetrack.kernel.flood").setAdditive(false);
        }

        @AfterEach
        void end() {
            Thread.currentThread().setContextClassLoader(before);
            context.getLogger("flood").detachAppender(lines);
            context.getLogger("io.sidetrack.kernel.flood").detachAppender(lines);
        }

        @Test
        void of_a_plugin_is_cut_off_also_where_it_logs_in_the_fluent_way() {
            Thread.currentThread().setContextClassLoader(plugin);
            flood("flood", 500);
            for (int i = 0; i < 500; i++) {
                LoggerFactory.getLogger("flood").atWarn().log("line");
            }

            assertThat(lines.list).hasSizeBetween(LogAllowance.BURST, LogAllowance.BURST + 200);
            assertThat(lines.list.size() + plugin.allowance.dropped()).isEqualTo(1_000);
        }

        @Test
        void of_the_kernel_is_not_whatever_thread_it_is_on() {
            flood("flood", 500);
            Thread.currentThread().setContextClassLoader(plugin);
            flood("io.sidetrack.kernel.flood", 500);

            assertThat(lines.list).hasSize(1_000);
            assertThat(plugin.allowance.dropped()).isZero();
        }

        private void flood(String logger, int count) {
            for (int i = 0; i < count; i++) {
                LoggerFactory.getLogger(logger).warn("line");
            }
        }
    }

    private static final class PluginLoader extends ClassLoader implements LogAllowance.Holder {
        private final LogAllowance allowance = new LogAllowance();

        @Override
        public LogAllowance logAllowance() {
            return allowance;
        }
    }
}
