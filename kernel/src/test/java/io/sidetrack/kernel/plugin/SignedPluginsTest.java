package io.sidetrack.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.config.NodeConfig.Trust;
import io.sidetrack.kernel.config.NodeConfig.TrustConfig;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.kernel.plugin.trust.Jar;
import io.sidetrack.kernel.plugin.trust.JarTrust;
import io.sidetrack.kernel.plugin.trust.SigningKeys;
import io.sidetrack.pluginprobe.PluginProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins where only signed jars load, and jars that are none at all. */
class SignedPluginsTest {
    @TempDir
    private static Path keysFolder;

    private static SigningKeys keys;

    @TempDir
    private Path folder;

    private Path plugins;
    private PluginSet set;

    @BeforeAll
    static void makeKeys() {
        keys = new SigningKeys(keysFolder).make("ann").make("bob");
    }

    @BeforeEach
    void setUp() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        PluginProbe.reset();
    }

    @AfterEach
    void tearDown() {
        set.close();
    }

    @Nested
    class Where_only_signed_jars_load {
        @Test
        void one_that_is_signed_starts_and_shows_its_signer() {
            signed("1.0.0");
            open();

            assertThat(info().state()).isEqualTo("started");
            assertThat(info().signer()).isEqualTo("CN=ann");
            assertThat(PluginProbe.notes()).containsExactly("class 1.0.0");
        }

        @Test
        void no_class_of_any_other_is_loaded_whether_the_node_starts_or_runs() throws Exception {
            desk("1.0.0").write(plugins);
            open();
            assertThat(info().state()).isEqualTo("failed");
            assertThat(info().problem()).contains("is not signed");
            assertThat(info().signer()).isNull();

            refuse(settled("1.1.0", "bob"), "is signed by 'CN=bob', and none of plugins.certificates vouches");
            Jar.of(signed("1.2.0")).with("test/desk/More.class", "evil").write(plugins.resolve("desk.jar"));
            refuse(settled().orElseThrow(), "no signature that counts for its entry 'test/desk/More.class'");
            assertThatThrownBy(() -> set.prepare(set.asked().start("desk"))).isInstanceOf(PluginFailure.class);
            assertThat(PluginProbe.notes()).isEmpty();
        }

        @Test
        void one_that_runs_goes_on_when_another_lies_in_its_place() throws Exception {
            signed("1.0.0");
            open();
            desk("1.1.0").write(plugins);

            refuse(settled().orElseThrow(), "is not signed");
            assertThat(info().version()).isEqualTo("1.0.0");
            assertThat(info().refusal()).contains("is not signed");
            assertThat(set.processor("desk.say")).isPresent();
            assertThatThrownBy(() -> set.prepare(set.asked().reload("desk"))).hasMessageContaining("is not signed");
            assertThat(PluginProbe.notes()).containsExactly("class 1.0.0");
        }

        @Test
        void one_that_is_installed_is_looked_at_too() throws Exception {
            signed("1.0.0");
            open();
            byte[] before = Files.readAllBytes(plugins.resolve("desk.jar"));
            Path jar = desk("1.1.0").write(folder.resolve("uploads"));

            assertThatThrownBy(() -> set.prepare(set.asked().install(jar))).hasMessageContaining("is not signed");
            assertThat(plugins.resolve("desk.jar")).hasBinaryContent(before);
            assertThat(PluginProbe.notes()).containsExactly("class 1.0.0");
        }

        @Test
        void one_that_needs_a_plugin_which_is_not_signed_does_not_start() {
            desk("1.0.0").write(plugins);
            keys.sign(
                    PluginJar.of("above")
                            .property("plugin.dependencies", "desk")
                            .write(plugins),
                    "ann");
            open();

            assertThat(info("above").problem()).contains("needs plugin 'desk', which failed");
            assertThat(PluginProbe.notes()).isEmpty();
        }

        @Test
        void one_with_other_options_is_looked_at_too() throws Exception {
            signed("1.0.0");
            open();
            take(set.asked().stop("desk"));
            desk("1.0.0").write(plugins);
            settled();

            PluginStep step = set.asked().configure("desk", 0, Map.of(), "somebody");
            assertThatThrownBy(() -> set.prepare(step)).hasMessageContaining("is not signed");
            assertThat(PluginProbe.notes()).containsExactly("class 1.0.0");
        }
    }

    @Nested
    class An_older_version_that_is_signed {
        @Test
        void does_not_replace_a_newer_one() throws Exception {
            signed("1.10.0");
            open();

            refuse(settled("1.9.0", "ann"), "is version 1.9.0, older than version 1.10.0 that ran here");
            assertThat(info().version()).isEqualTo("1.10.0");
            Path jar = keys.sign(desk("1.9.0").write(folder.resolve("uploads")), "ann");
            assertThatThrownBy(() -> set.prepare(set.asked().install(jar)))
                    .hasMessageContaining("roll the plugin back");
            assertThat(PluginProbe.notes()).containsExactly("class 1.10.0");
        }

        @Test
        void does_not_start_after_a_restart_or_when_the_newer_one_has_gone_meanwhile() throws Exception {
            signed("1.1.0");
            open();
            set.close();
            signed("1.0.0");
            open();
            assertThat(info().problem()).contains("is version 1.0.0, older than version 1.1.0");

            Files.delete(plugins.resolve("desk.jar"));
            take(settled().orElseThrow());
            assertThat(set.plugins()).isEmpty();
            refuse(settled("1.0.0", "ann"), "is version 1.0.0, older than version 1.1.0");
            set.close();
            open();
            assertThat(info().problem()).contains("is version 1.0.0, older than version 1.1.0");
            take(settled("1.1.0", "ann"));
            assertThat(info().state()).isEqualTo("started");
        }

        @Test
        void does_not_start_where_the_node_dies_while_a_newer_one_takes_its_place() throws Exception {
            signed("1.0.0");
            open();
            PluginChange change = set.prepare(settled("1.1.0", "ann"));
            set.begin(change);
            change.apply();
            set.close(); // and nothing else of the step is done

            signed("1.0.0");
            open();

            assertThat(info().problem()).contains("is version 1.0.0, older than version 1.1.0 that ran here");
        }

        @Test
        void is_what_a_person_can_go_back_to_for_good() throws Exception {
            signed("1.0.0");
            open();
            take(settled("1.1.0", "ann"));

            PluginStep back = set.asked().rollBack("desk");
            PluginChange change = set.prepare(back);
            set.begin(change);
            set.putIntoFolder(back);
            change.apply();
            change.finish();
            assertThat(info().version()).isEqualTo("1.0.0");
            set.close(); // and the node dies before the step is noted
            open();
            assertThat(info().version()).isEqualTo("1.0.0");
            assertThat(info().state()).isEqualTo("started");
            refuse(settled("0.9.0", "ann"), "older than version 1.0.0");
            take(settled("1.0.5", "ann"));
            assertThat(info().version()).isEqualTo("1.0.5");
        }

        @Test
        void that_was_signed_by_somebody_who_is_not_listed_any_more_is_not_gone_back_to() throws Exception {
            keys.sign(desk("1.0.0").write(plugins), "bob");
            open(trusting("ann", "bob"));
            take(settled("1.1.0", "ann"));
            set.close();
            open(trusting("ann"));

            assertThatThrownBy(() -> set.prepare(set.asked().rollBack("desk")))
                    .hasMessageContaining("is signed by 'CN=bob'");
        }

        @Test
        void replaces_a_newer_one_where_any_jar_may() throws Exception {
            desk("1.1.0").write(plugins);
            open(JarTrust.ANY);
            desk("1.0.0").write(plugins);

            take(settled().orElseThrow());
            assertThat(info().version()).isEqualTo("1.0.0");
            assertThat(info().signer()).isNull();
            set.close();
            signed("1.0.0");
            open();
            assertThat(info().state()).isEqualTo("started");
        }
    }

    @Test
    void the_same_version_in_another_jar_replaces_it() throws Exception {
        signed("1.0.0");
        open();
        String before = info().sha256();

        keys.sign(desk("1.0.0").entry("more.txt", "more").write(plugins), "ann");
        take(settled().orElseThrow());
        assertThat(info().version()).isEqualTo("1.0.0");
        assertThat(info().sha256()).isNotEqualTo(before);
    }

    @Nested
    class In_the_folder {
        @Test
        void a_hostile_jar_is_refused_though_any_jar_may_load() {
            open(JarTrust.ANY);
            Jar.of(desk("1.0.0").write(plugins)).with("../evil", "x").write(plugins.resolve("desk.jar"));

            assertThat(settled()).isEmpty();
            assertThat(info("desk.jar").problem()).contains("is hostile: the name of its entry '../evil' leads out");
            assertThatThrownBy(() -> set.asked().install(plugins.resolve("desk.jar")))
                    .isInstanceOf(PluginException.class)
                    .hasMessageContaining("the jar is hostile");
            assertThat(folder.resolve("evil")).doesNotExist();
        }

        @Test
        void half_a_jar_is_refused() throws Exception {
            byte[] whole = Files.readAllBytes(signed("1.0.0"));
            Files.write(plugins.resolve("desk.jar"), Arrays.copyOf(whole, whole.length / 2));
            open();

            assertThat(info("desk.jar").problem()).contains("is no jar, or a damaged one");
        }

        @Test
        void a_link_to_a_jar_is_as_good_as_the_jar() throws Exception {
            Path jar = keys.sign(desk("1.0.0").write(folder.resolve("mount")), "ann");
            Files.createSymbolicLink(plugins.resolve("linked.jar"), jar);
            open();

            assertThat(info().state()).isEqualTo("started");
            assertThat(info().jar()).isEqualTo("linked.jar");
        }

        @Test
        void a_link_to_nothing_and_a_folder_are_no_jars() throws Exception {
            Files.createSymbolicLink(plugins.resolve("dangling.jar"), folder.resolve("nowhere"));
            Files.createDirectories(plugins.resolve("folder.jar"));
            Files.createSymbolicLink(plugins.resolve("elsewhere.jar"), folder);
            open();

            assertThat(set.plugins()).extracting(PluginInfo::id).containsExactly("elsewhere.jar", "folder.jar");
            assertThat(set.plugins())
                    .extracting(PluginInfo::problem)
                    .containsOnly("is neither a file nor a link to one");
        }

        @Test
        void a_plugin_with_a_word_of_the_configuration_for_its_id_is_refused() {
            PluginJar.of("trust").write(plugins);
            PluginJar.of("certificates").write(plugins);
            open(JarTrust.ANY);

            assertThat(info("trust.jar").problem())
                    .contains("plugin.id is 'trust', which is the kernel's own word below 'plugins'");
            assertThat(info("certificates.jar").problem()).contains("expected another id");
        }
    }

    /** A plugin that notes when its class is loaded. */
    private static PluginJar desk(String version) {
        return PluginJar.of("desk")
                .version(version)
                .contribute("add.processor(\"say\", () -> call -> Result.done().future());")
                .members("static { PluginProbe.note(\"class %s\"); }".formatted(version));
    }

    private Path signed(String version) {
        return keys.sign(desk(version).write(plugins), "ann");
    }

    private static JarTrust trusting(String... names) {
        return JarTrust.of(new TrustConfig(
                Trust.SIGNED, List.of(names).stream().map(keys::certificate).toList()));
    }

    private void open() {
        open(trusting("ann"));
    }

    private void open(JarTrust trust) {
        set = PluginSet.open(PluginSettings.of(plugins, folder.resolve("data/plugins"), "0.1.0", Map.of())
                .trusting(trust));
    }

    private PluginStep settled(String version, String signer) {
        keys.sign(desk(version).write(plugins), signer);
        return settled().orElseThrow();
    }

    private Optional<PluginStep> settled() {
        set.pending();
        return set.pending();
    }

    private void take(PluginStep step) throws PluginFailure, IOException {
        PluginChange change = set.prepare(step);
        set.begin(change);
        change.apply();
        change.finish();
        set.done(step);
    }

    private void refuse(PluginStep step, String reason) {
        assertThatThrownBy(() -> set.prepare(step))
                .isInstanceOfSatisfying(PluginFailure.class, failure -> set.refuse(step, failure.getMessage()))
                .hasMessageContaining(reason);
    }

    private PluginInfo info() {
        return info("desk");
    }

    private PluginInfo info(String id) {
        return set.plugins().stream()
                .filter(info -> info.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
