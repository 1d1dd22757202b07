package io.sidetrack.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.config.NodeConfig.PluginConfig;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.pluginprobe.PluginProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test drops a bad jar beside a good one: the bad one says precisely what is wrong, and the good one runs. */
class PluginFailuresTest {
    @TempDir
    Path folder;

    private Path plugins;
    private Map<String, PluginConfig> config = Map.of();
    private Duration startDeadline = Duration.ofSeconds(20);
    private Duration stopDeadline = Duration.ofSeconds(10);
    private PluginSet set;

    @BeforeEach
    void dropAGoodOne() {
        PluginProbe.reset();
        plugins = folder.resolve("plugins");
        PluginJar.of("good")
                .contribute("add.processor(\"x\", () -> call -> null);")
                .write(plugins);
    }

    @AfterEach
    void theGoodOneRuns() {
        PluginProbe.openGate();
        if (set != null) {
            assertThat(infos("good")).extracting(PluginInfo::state).contains("started");
            assertThat(set.processor("good.x")).isPresent();
            set.close();
        }
    }

    @Nested
    class A_jar {

        @Test
        void that_is_no_plugin() {
            PluginJar.of("library")
                    .property("plugin.id", null)
                    .property("plugin.version", null)
                    .property("plugin.class", null)
                    .write(plugins);

            assertThat(problem("library.jar"))
                    .isEqualTo("is no plugin: there is no plugin.properties at the top of the jar");
        }

        @Test
        void that_is_no_zip() throws IOException {
            Files.writeString(plugins.resolve("text.jar"), "hello");

            assertThat(problem("text.jar")).isEqualTo("is no jar, or a damaged one: zip END header not found");
        }

        @Test
        void that_was_cut_off() throws IOException {
            Path jar = PluginJar.of("cut").write(plugins);
            byte[] whole = Files.readAllBytes(jar);
            Files.write(jar, java.util.Arrays.copyOf(whole, whole.length / 2));

            assertThat(problem("cut.jar")).startsWith("is no jar, or a damaged one: ");
        }

        @Test
        void that_is_empty() throws IOException {
            Files.createFile(plugins.resolve("empty.jar"));

            assertThat(problem("empty.jar")).isEqualTo("is no jar, or a damaged one: zip file is empty");
        }

        @Test
        void that_is_a_folder() throws IOException {
            Files.createDirectories(plugins.resolve("folder.jar/x"));

            assertThat(problem("folder.jar")).isEqualTo("is neither a file nor a link to one");
        }

        @Test
        void that_lacks_every_key() {
            PluginJar.of("bare")
                    .property("plugin.id", null)
                    .property("plugin.version", " ")
                    .property("plugin.class", null)
                    .write(plugins);

            assertThat(problem("bare.jar"))
                    .isEqualTo(
                            "has a plugin.properties that cannot be used: plugin.id is missing; plugin.version is missing;"
                                    + " plugin.class is missing");
        }

        @Test
        void whose_id_and_version_are_no_names() {
            PluginJar.of("named")
                    .property("plugin.id", "My Plugin")
                    .property("plugin.version", "${project.version}")
                    .write(plugins);

            assertThat(problem("named.jar"))
                    .isEqualTo(
                            "has a plugin.properties that cannot be used: plugin.id is 'My Plugin'; expected lower-case"
                                    + " letters, digits and '-', beginning with a letter; plugin.version is '${project.version}';"
                                    + " expected a version such as 1.2.0");
        }

        @Test
        void whose_id_an_earlier_file_has_taken() {
            PluginJar.of("twin").file("twin-2.jar").version("2.0.0").write(plugins);
            PluginJar.of("twin").file("twin-1.jar").write(plugins);
            open();

            assertThat(infos("twin"))
                    .extracting(PluginInfo::jar, PluginInfo::state, PluginInfo::problem)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("twin-1.jar", "started", null),
                            org.assertj.core.groups.Tuple.tuple(
                                    "twin-2.jar",
                                    "failed",
                                    "plugin id 'twin' is taken by twin-1.jar (version 1.0.0), so twin-2.jar (version 2.0.0)"
                                            + " is refused; remove one of the two"));
        }

        @Test
        void that_bundles_what_the_kernel_gives_is_told_apart() throws Exception {
            PluginJar.of("fat")
                    .entry("io/vertx/core/Vertx.class", "")
                    .entry("io/sidetrack/api/SidetrackPlugin.class", "")
                    .entry("io/cloudevents/core/x.class", "")
                    .write(plugins);

            assertThat(DescriptorReader.read(plugins.resolve("fat.jar")).bundled())
                    .containsExactly("io.sidetrack.api", "io.vertx.core");
            assertThat(DescriptorReader.read(plugins.resolve("good.jar")).bundled())
                    .isEmpty();
        }
    }

    @Nested
    class A_plugin_class {

        @Test
        void that_is_missing() {
            PluginJar.of("lost").property("plugin.class", "test.Nowhere").write(plugins);

            assertThat(problem("lost")).isEqualTo("plugin.class test.Nowhere: is not in the jar");
        }

        @Test
        void that_is_something_else() {
            PluginJar.of("other")
                    .source("test.other.ThePlugin", "package test.other; public class ThePlugin {}")
                    .write(plugins);

            assertThat(problem("other"))
                    .isEqualTo("plugin.class test.other.ThePlugin: does not extend io.sidetrack.api.SidetrackPlugin");
        }

        @Test
        void that_is_abstract() {
            PluginJar.of("vague")
                    .source(
                            "test.vague.ThePlugin",
                            "package test.vague;"
                                    + " public abstract class ThePlugin extends io.sidetrack.api.SidetrackPlugin {}")
                    .write(plugins);

            assertThat(problem("vague")).isEqualTo("plugin.class test.vague.ThePlugin: is abstract");
        }

        @Test
        void without_the_constructor() {
            PluginJar.of("closed").members("private ThePlugin() {}").write(plugins);

            assertThat(problem("closed"))
                    .isEqualTo(
                            "plugin.class test.closed.ThePlugin: has no public constructor without arguments, or is not"
                                    + " public");
        }

        @Test
        void whose_constructor_throws_an_error() {
            PluginJar.of("bang")
                    .members("public ThePlugin() { throw new AssertionError(\"boom\"); }")
                    .write(plugins);

            assertThat(problem("bang"))
                    .isEqualTo(
                            "plugin.class test.bang.ThePlugin: its constructor threw java.lang.AssertionError: boom");
        }

        @Test
        void whose_initializer_throws() {
            PluginJar.of("init")
                    .members("static final int X = Integer.parseInt(\"x\");")
                    .write(plugins);

            assertThat(problem("init"))
                    .isEqualTo(
                            "plugin.class test.init.ThePlugin: a static initializer threw java.lang.NumberFormatException: For input string: \"x\"");
        }

        @Test
        void whose_libraries_are_not_in_the_jar() {
            PluginJar.of("thin")
                    .source("lib.Gone", "package lib; public class Gone {}")
                    .contribute("new lib.Gone();")
                    .without("lib.Gone")
                    .write(plugins);

            assertThat(problem("thin")).isEqualTo("contribute(): java.lang.NoClassDefFoundError: lib/Gone");
        }

        @Test
        void whose_constructor_never_ends() {
            startDeadline = Duration.ofMillis(300);
            PluginJar.of("slow")
                    .members("public ThePlugin() { PluginProbe.waitAtGate(); }")
                    .write(plugins);

            assertThat(problem("slow")).isEqualTo("plugin.class test.slow.ThePlugin: did not end within 300 ms");
        }
    }

    @Nested
    class Contribute {

        @Test
        void may_throw() {
            PluginJar.of("thrower")
                    .contribute("throw new IllegalStateException(\"no idea\");")
                    .write(plugins);

            assertThat(problem("thrower")).isEqualTo("contribute(): java.lang.IllegalStateException: no idea");
        }

        @Test
        void may_name_badly_and_twice_and_all_of_it_is_told() {
            PluginJar.of("naming").contribute("""
                            add.processor("Place Trade", () -> call -> null);
                            add.processor("place", () -> call -> null);
                            add.blockingProcessor("place", () -> call -> null);
                            add.errorHandler("place", () -> errored -> null);
                            add.options(List.of(Option.of("a", OptionType.STRING, "", ""), Option.of("a", OptionType.STRING, "", "")));
                            """).write(plugins);

            assertThat(problem("naming"))
                    .isEqualTo(
                            "contributes what cannot be used: processor 'Place Trade' has a bad name; expected lower-case"
                                    + " letters, digits and '-', beginning with a letter; processor 'place' is contributed twice;"
                                    + " option 'a' is declared twice");
        }

        @Test
        void may_be_given_options_that_do_not_fit() {
            PluginJar.of("options")
                    .contribute("add.options(List.of(Option.of(\"limit\", OptionType.INTEGER, 1, \"the limit\"),"
                            + " Option.required(\"token\", OptionType.STRING, \"secret\").asSecret()));")
                    .write(plugins);
            config = Map.of("options", new PluginConfig("options", Map.of("limit", "many", "lmiit", 3)));

            assertThat(problem("options"))
                    .isEqualTo("plugins.options.options.lmiit: unknown option; expected one of [limit, token];"
                            + " plugins.options.options.limit: is 'many'; expected a whole number;"
                            + " plugins.options.options.token: missing; expected a text");
        }

        @Test
        void may_offer_an_adapter_that_another_plugin_offers() {
            for (String id : List.of("one", "two")) {
                PluginJar.of(id)
                        .contribute("add.brokerAdapter(\"acme\", List.of(), () -> null);")
                        .write(plugins);
            }

            assertThat(problem("two"))
                    .isEqualTo(
                            "contributes broker adapter 'acme', which plugin 'one' contributes too; remove one of the two");
            assertThat(infos("one")).extracting(PluginInfo::state).containsExactly("started");
        }

        @Test
        void may_be_cheated_by_registering_later() {
            PluginJar.of("late")
                    .contribute(
                            "kept = add; add.processor(\"x\", () -> { kept.processor(\"y\", () -> c -> null); return c ->"
                                    + " null; });")
                    .members("static Contributions kept;")
                    .write(plugins);
            open();

            assertThatThrownBy(() -> set.processor("late.x"))
                    .isInstanceOf(ComponentException.class)
                    .hasMessageContaining("contribute() has ended; register components there");
        }

        @Test
        void may_never_end() {
            startDeadline = Duration.ofMillis(300);
            PluginJar.of("slow").contribute("PluginProbe.waitAtGate();").write(plugins);

            assertThat(problem("slow")).isEqualTo("contribute(): did not end within 300 ms");
        }
    }

    @Nested
    class A_start {
        private static final String CLOSE =
                "@Override public Future<Void> close() { PluginProbe.note(\"closed\"); return super.close(); }";

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "return Future.failedFuture(new java.io.IOException(\"no disk\"));|start() failed: java.io.IOException: no disk",
                    "throw new IllegalStateException(\"not now\");|start() failed: java.lang.IllegalStateException: not now",
                    "throw new AssertionError(\"never\");|start() failed: java.lang.AssertionError: never",
                    "return null;|start() failed: start() returned null",
                    "return Promise.<Void>promise().future();|start() did not end within 500 ms"
                })
        void that_fails_is_undone(String statement, String problem) throws Exception {
            startDeadline = Duration.ofMillis(500);
            PluginJar.of("bad")
                    .members(
                            "@Override public Future<Void> start(PluginContext context) { " + statement + " } " + CLOSE)
                    .write(plugins);

            assertThat(problem("bad")).isEqualTo(problem);
            assertThat(PluginProbe.notes()).containsExactly("closed");
            assertThat(PluginThreadNames.left("bad")).isEmpty();
            assertThat(set.processor("bad.x")).isEmpty();
        }

        @Test
        void that_blocks_its_loop_is_left_behind() {
            startDeadline = Duration.ofMillis(300);
            stopDeadline = Duration.ofMillis(300);
            PluginJar.of("stuck")
                    .members(
                            "@Override public Future<Void> start(PluginContext context) { PluginProbe.waitAtGate(); return"
                                    + " null; }")
                    .write(plugins);

            assertThat(problem("stuck")).isEqualTo("start() did not end within 300 ms");
        }
    }

    @Nested
    class What_a_plugin_needs {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    ">=0.2.0|requires Sidetrack >=0.2.0, but this is 0.1.0-SNAPSHOT",
                    "1.0.0|requires Sidetrack 1.0.0, but this is 0.1.0-SNAPSHOT",
                    "soon|has plugin.requires 'soon', which cannot be compared with version 0.1.0-SNAPSHOT; expected an"
                            + " expression such as >=0.1.0"
                })
        void may_be_another_version_of_the_kernel(String requires, String problem) {
            PluginJar.of("ahead").property("plugin.requires", requires).write(plugins);

            assertThat(problem("ahead")).isEqualTo(problem);
        }

        @ParameterizedTest
        @CsvSource({"0.1.0", ">=0.1.0", "0.0.9", ">=0.1.0 & <0.2.0", "*"})
        void is_satisfied_by_this_version(String requires) {
            PluginJar.of("here").property("plugin.requires", requires).write(plugins);
            open();

            assertThat(infos("here")).extracting(PluginInfo::state).containsExactly("started");
        }

        @Test
        void may_be_missing() {
            PluginJar.of("above").property("plugin.dependencies", "below").write(plugins);

            assertThat(problem("above")).isEqualTo("needs plugin 'below', which is not in the plugins folder");
        }

        @Test
        void may_be_too_old() {
            PluginJar.of("above")
                    .property("plugin.dependencies", "below@>=2.0.0")
                    .write(plugins);
            PluginJar.of("below").write(plugins);

            assertThat(problem("above")).isEqualTo("needs plugin 'below' in version >=2.0.0, but found 1.0.0");
            assertThat(infos("below")).extracting(PluginInfo::state).containsExactly("started");
        }

        @Test
        void may_have_failed() {
            PluginJar.of("above").property("plugin.dependencies", "below").write(plugins);
            PluginJar.of("below").contribute("throw new Error();").write(plugins);

            assertThat(problem("above")).isEqualTo("needs plugin 'below', which failed");
        }

        @Test
        void may_need_it_in_turn() {
            PluginJar.of("chicken").property("plugin.dependencies", "egg").write(plugins);
            PluginJar.of("egg").property("plugin.dependencies", "chicken").write(plugins);

            assertThat(problem("egg"))
                    .isEqualTo("is part of a circle of plugins that need each other: chicken → egg → chicken");
            assertThat(infos("chicken"))
                    .extracting(PluginInfo::problem)
                    .containsExactly("needs plugin 'egg', which failed");
        }
    }

    @Nested
    class A_component {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "throw new IllegalArgumentException(\"no\");|java.lang.IllegalArgumentException: no",
                    "throw new AssertionError(\"no\");|java.lang.AssertionError: no",
                    "return null;|java.lang.NullPointerException: its factory returned null"
                })
        void may_not_come_into_being(String statement, String reason) {
            PluginJar.of("bad")
                    .contribute("add.errorHandler(\"fix\", context -> { " + statement + " });")
                    .write(plugins);
            open();

            assertThatThrownBy(() -> set.errorHandler("bad.fix"))
                    .isInstanceOf(ComponentException.class)
                    .hasMessage("error handler bad.fix could not be created: " + reason);
        }
    }

    @Nested
    class A_stop {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "throw new IllegalStateException(\"no\");",
                    "return Future.failedFuture(\"no\");",
                    "return Promise.<Void>promise().future();",
                    "PluginProbe.waitAtGate(); return null;"
                })
        void that_fails_or_never_ends_holds_nobody_up(String statement) {
            stopDeadline = Duration.ofMillis(300);
            PluginJar.of("a-first")
                    .members(
                            "@Override public Future<Void> close() { PluginProbe.note(\"first\"); return super.close(); }")
                    .write(plugins);
            PluginJar.of("b-second")
                    .members(
                            "@Override public Future<Void> close() { PluginProbe.note(\"second\"); " + statement + " }")
                    .write(plugins);
            PluginSet closing = PluginSet.open(settings());

            closing.close();

            assertThat(PluginProbe.notes()).containsExactly("second", "first");
            assertThat(closing.plugins()).extracting(PluginInfo::state).containsOnly("stopped");
        }
    }

    private PluginSettings settings() {
        return new PluginSettings(
                plugins, folder.resolve("data/plugins"), "0.1.0-SNAPSHOT", config, startDeadline, stopDeadline);
    }

    private void open() {
        set = PluginSet.open(settings());
    }

    private String problem(String id) {
        open();
        assertThat(infos(id)).hasSize(1).extracting(PluginInfo::state).containsExactly("failed");
        return infos(id).get(0).problem();
    }

    private List<PluginInfo> infos(String id) {
        return set.plugins().stream().filter(info -> info.id().equals(id)).toList();
    }
}
