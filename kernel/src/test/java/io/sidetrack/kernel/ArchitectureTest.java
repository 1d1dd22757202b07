package io.sidetrack.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.sidetrack.archfixture.ComposesAdmin;
import io.sidetrack.archfixture.access.KnowsSiding;
import io.sidetrack.archfixture.admin.ReachesBackToRoot;
import io.sidetrack.archfixture.dispatch.ReadsTheClock;
import io.sidetrack.archfixture.dispatch.StartsThreads;
import io.sidetrack.archfixture.dispatch.TalksSql;
import io.sidetrack.archfixture.siding.LoadsPlugins;
import io.sidetrack.archfixture.siding.OpensTheDatabase;
import io.sidetrack.archfixture.siding.ServesHttp;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    private static final String KERNEL = "io.sidetrack.kernel";
    private static final String FIXTURES = "io.sidetrack.archfixture";

    @Nested
    class The_kernel {
        private static final JavaClasses CLASSES = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(KERNEL);

        @ParameterizedTest
        @MethodSource("io.sidetrack.kernel.ArchitectureTest#rules")
        void keeps_every_rule(Function<Architecture, ArchRule> rule) {
            assertThat(CLASSES).isNotEmpty();

            rule.apply(new Architecture(KERNEL)).check(CLASSES);
        }
    }

    @Nested
    class A_violation {
        private static final Architecture ARCHITECTURE = new Architecture(FIXTURES);

        @Test
        void of_a_cycle_between_rooms_is_flagged() {
            assertThat(violations(
                            ARCHITECTURE.roomsAreFreeOfCycles(),
                            io.sidetrack.archfixture.channel.KnowsEmbedded.class,
                            io.sidetrack.archfixture.embedded.KnowsChannel.class))
                    .singleElement()
                    .asString()
                    .contains("Slice channel", "Slice embedded");
        }

        @Test
        void of_a_cycle_through_the_root_is_flagged() {
            assertThat(violations(ARCHITECTURE.roomsAreFreeOfCycles(), ComposesAdmin.class, ReachesBackToRoot.class))
                    .singleElement()
                    .asString()
                    .contains("Slice root", "Slice admin");
        }

        @Test
        void by_pf4j_outside_plugin_is_flagged() {
            assertThat(violations(ARCHITECTURE.onlyPluginLoadsPlugins(), LoadsPlugins.class))
                    .anyMatch(line -> line.contains("org.pf4j.PluginManager"));
        }

        @Test
        void by_vertx_web_outside_admin_is_flagged() {
            assertThat(violations(ARCHITECTURE.onlyAdminServesHttp(), ServesHttp.class))
                    .anyMatch(line -> line.contains("io.vertx.ext.web.Router"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "java.sql.Connection",
                    "javax.sql.DataSource",
                    "org.jdbi.v3.core.Jdbi",
                    "org.sqlite.SQLiteConfig",
                    "org.flywaydb.core.Flyway",
                    "com.zaxxer.hikari.HikariConfig"
                })
        void by_a_database_type_outside_store_is_flagged(String type) {
            assertThat(violations(ARCHITECTURE.onlyStoreKnowsTheDatabase(), OpensTheDatabase.class))
                    .anyMatch(line -> line.contains("<" + type + ">"));
        }

        @Test
        void by_access_that_knows_more_than_the_store_is_flagged() {
            assertThat(violations(ARCHITECTURE.accessKnowsTheStoreAlone(), KnowsSiding.class))
                    .anyMatch(line -> line.contains("io.sidetrack.archfixture.siding.ServesHttp"));
        }

        @Test
        void by_sql_in_dispatch_is_flagged() {
            assertThat(violations(ARCHITECTURE.dispatchKnowsNoDatabaseThreadsOrClock(), TalksSql.class))
                    .anyMatch(line -> line.contains("java.sql.Connection"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"java.lang.Thread", "java.util.concurrent.ExecutorService", "java.util.concurrent.Executors"
                })
        void by_threads_in_dispatch_is_flagged(String type) {
            assertThat(violations(ARCHITECTURE.dispatchKnowsNoDatabaseThreadsOrClock(), StartsThreads.class))
                    .anyMatch(line -> line.contains(type));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "java.lang.System.currentTimeMillis()",
                    "java.lang.System.nanoTime()",
                    "java.time.Instant.now()",
                    "java.time.Clock.systemUTC()"
                })
        void by_a_clock_in_dispatch_is_flagged(String call) {
            assertThat(violations(ARCHITECTURE.dispatchKnowsNoDatabaseThreadsOrClock(), ReadsTheClock.class))
                    .anyMatch(line -> line.contains(call));
        }
    }

    @Nested
    class A_room_that_may {
        @ParameterizedTest
        @MethodSource("io.sidetrack.kernel.ArchitectureTest#rules")
        void is_not_flagged(Function<Architecture, ArchRule> rule) {
            assertThat(violations(
                            rule.apply(new Architecture(FIXTURES)),
                            io.sidetrack.archfixture.plugin.MayLoadPlugins.class,
                            io.sidetrack.archfixture.admin.MayServeHttp.class,
                            io.sidetrack.archfixture.access.MayKnowTheStore.class,
                            io.sidetrack.archfixture.store.MayOpenTheDatabase.class,
                            io.sidetrack.archfixture.dispatch.HandlesInstants.class))
                    .isEmpty();
        }
    }

    private static List<String> violations(ArchRule rule, Class<?>... fixtures) {
        return rule.evaluate(new ClassFileImporter().importClasses(fixtures))
                .getFailureReport()
                .getDetails();
    }

    private static Stream<Arguments> rules() {
        return Stream.of(
                rule("rooms are free of cycles", Architecture::roomsAreFreeOfCycles),
                rule("only plugin loads plugins", Architecture::onlyPluginLoadsPlugins),
                rule("only admin serves HTTP", Architecture::onlyAdminServesHttp),
                rule("access knows the store alone", Architecture::accessKnowsTheStoreAlone),
                rule("only store knows the database", Architecture::onlyStoreKnowsTheDatabase),
                rule(
                        "dispatch knows no database, threads or clock",
                        Architecture::dispatchKnowsNoDatabaseThreadsOrClock));
    }

    private static Arguments rule(String name, Function<Architecture, ArchRule> rule) {
        return Arguments.of(org.junit.jupiter.api.Named.of(name, rule));
    }
}
