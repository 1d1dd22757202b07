package io.sidetrack.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.plugin.Components.ProcessorComponent;
import io.sidetrack.kernel.plugin.isolation.ExitCallError;
import io.sidetrack.kernel.plugin.isolation.ExitRewriter;
import io.sidetrack.pluginprobe.PluginProbe;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plugin that calls what ends the JVM: where these calls are not taken out, this test does not come to its end. */
class ExitCallsTest {
    private static final String FINE = "io.sidetrack.api.processor.Result.done().future()";

    @TempDir
    Path folder;

    private Path plugins;
    private PluginSet set;

    @BeforeEach
    void setUp() {
        plugins = folder.resolve("plugins");
        PluginProbe.reset();
    }

    @AfterEach
    void close() {
        if (set != null) {
            set.close();
        }
    }

    @Nested
    class A_call {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "System.exit(3);                                                  | System.exit(3)",
                    "Runtime.getRuntime().exit(4);                                    | Runtime.exit(4)",
                    "Runtime.getRuntime().halt(5);                                    | Runtime.halt(5)",
                    "sun.misc.Signal.raise(new sun.misc.Signal(\"TERM\"));            | Signal.raise(SIGTERM)",
                    "java.util.function.IntConsumer exit = System::exit; exit.accept(6);                    | System.exit(6)",
                    "java.util.function.IntConsumer exit = Runtime.getRuntime()::exit; exit.accept(7);      | Runtime.exit(7)",
                    "java.util.function.IntConsumer exit = Runtime.getRuntime()::halt; exit.accept(8);      | Runtime.halt(8)",
                    "java.util.function.ObjIntConsumer<Runtime> halt = Runtime::halt; halt.accept(null, 9); | Runtime.halt(9)",
                    "try { System.exit(1); } catch (Exception e) { PluginProbe.note(\"went on\"); }         | System.exit(1)"
                })
        void that_ends_the_jvm_throws_and_names_its_place_and_what_to_do(String code, String call) {
            PluginJar.of("bad")
                    .contribute("add.processor(\"x\", () -> event -> { work(); return " + FINE + "; });")
                    .members("static void work() {\n\n" + code + "\n}")
                    .write(plugins);
            open();

            assertThatThrownBy(() -> call("bad.x"))
                    .isInstanceOf(ExitCallError.class)
                    .hasMessageStartingWith(call + " in test.bad.ThePlugin.work (ThePlugin.java:")
                    .hasMessageContaining(
                            "would end the node with all its plugins, and was not done; throw an exception");
            assertThat(PluginProbe.notes()).isEmpty();
        }

        @Test
        void in_a_library_of_the_jar_is_seen_too() {
            PluginJar.of("bad")
                    .contribute("add.processor(\"x\", () -> event -> { new org.lib.Tool() { }.run(); return " + FINE
                            + "; });")
                    .source(
                            "org.lib.Tool",
                            "package org.lib; public interface Tool { default void run() { System.exit(1); } }")
                    .write(plugins);
            open();

            assertThatThrownBy(() -> call("bad.x"))
                    .isInstanceOf(ExitCallError.class)
                    .hasMessageContaining("in org.lib.Tool.run (Tool.java:1)");
        }

        @Test
        void while_a_plugin_is_loaded_is_its_problem() {
            PluginJar.of("bad").contribute("System.exit(1);").write(plugins);
            open();

            assertThat(set.plugins())
                    .singleElement()
                    .satisfies(info -> assertThat(info.problem())
                            .contains("contribute()", "System.exit(1) in test.bad.ThePlugin.contribute"));
        }
    }

    @Nested
    class A_class_without_such_calls {
        @Test
        void is_left_as_it_is_though_it_has_methods_of_such_names() throws Exception {
            Path jar = PluginJar.of("good").source("org.lib.Gate", """
                            package org.lib;
                            public class Gate {
                                long big = 1L << 40;
                                String exit(int status) { return System.getProperty("x") + "exit" + Runtime.version(); }
                                void halt() { exit(1); }
                            }""").write(plugins);

            assertThat(ExitRewriter.rewritten("org.lib.Gate", file(jar, "org/lib/Gate.class")))
                    .isNull();
        }

        @Test
        void may_be_newer_than_the_rewriter_and_one_with_such_calls_may_not() throws Exception {
            Path jar = PluginJar.of("latest")
                    .source("a.Good", "package a; class Good { }")
                    .source("a.Bad", "package a; class Bad { void x() { System.exit(1); } }")
                    .write(plugins);
            byte[] good = file(jar, "a/Good.class");
            byte[] bad = file(jar, "a/Bad.class");
            good[7] = 120;
            bad[7] = 120;

            assertThat(ExitRewriter.rewritten("a.Good", good)).isNull();
            assertThatThrownBy(() -> ExitRewriter.rewritten("a.Bad", bad))
                    .isInstanceOf(UnsupportedClassVersionError.class)
                    .hasMessageContaining("class a.Bad may call System.exit")
                    .hasMessageContaining("class file version 120")
                    .hasMessageContaining("compile it for an older one, such as --release 17");
        }
    }

    @Nested
    class A_rewritten_class {
        @Test
        void has_the_origin_and_the_package_that_the_others_of_its_jar_have() {
            bad().entry("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nImplementation-Title: Bad Desk\n")
                    .write(plugins);
            open();
            Class<?> rewritten = load("test.bad.ThePlugin");
            Class<?> plain = load("test.bad.Plain");

            assertThat(rewritten.getPackage().getImplementationTitle()).isEqualTo("Bad Desk");
            assertThat(rewritten.getPackage()).isSameAs(plain.getPackage());
            assertThat(origin(rewritten).getCodeSource())
                    .isEqualTo(origin(plain).getCodeSource());
            assertThatThrownBy(() -> call("bad.x")).isInstanceOf(ExitCallError.class);
        }

        @Test
        void of_a_signed_jar_has_its_signers() throws Exception {
            Path jar = bad().write(plugins);
            sign(jar);
            open();
            Class<?> rewritten = load("test.bad.ThePlugin");

            assertThat(origin(rewritten).getCodeSource().getCodeSigners()).hasSize(1);
            assertThat(origin(load("test.bad.Plain")).getCodeSource())
                    .isEqualTo(origin(rewritten).getCodeSource());
            assertThatThrownBy(() -> call("bad.x")).isInstanceOf(ExitCallError.class);
        }

        @Test
        void may_be_the_one_of_a_jar_for_several_javas_that_fits() throws Exception {
            Path jar = bad().entry("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMulti-Release: true\n")
                    .source("a.Tool", "package a; public class Tool { public static void run() { } }")
                    .write(plugins);
            Path newer = PluginJar.of("newer")
                    .source(
                            "a.Tool",
                            "package a; public class Tool {\n public static void run() { System.exit(17); } }")
                    .write(folder.resolve("elsewhere"));
            Path tool = Files.write(folder.resolve("Tool.class"), file(newer, "a/Tool.class"));
            copyInto(jar, "META-INF/versions/17/a/Tool.class", tool);
            open();

            assertThatThrownBy(() -> load("a.Tool").getMethod("run").invoke(null))
                    .cause()
                    .isInstanceOf(ExitCallError.class)
                    .hasMessageContaining("System.exit(17) in a.Tool.run (Tool.java:2)");
        }

        private PluginJar bad() {
            return PluginJar.of("bad")
                    .contribute("add.processor(\"x\", () -> event -> { System.exit(1); return " + FINE + "; });")
                    .source("test.bad.Plain", "package test.bad; public class Plain { }");
        }

        private Class<?> load(String name) {
            try {
                return component("bad.x").loader().loadClass(name);
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }

        private ProtectionDomain origin(Class<?> type) {
            return type.getProtectionDomain();
        }
    }

    private void call(String processor) {
        var called = component(processor).processor();
        assertThat(called).isNotNull();
        called.process(null);
    }

    private ProcessorComponent component(String processor) {
        return set.processor(processor).orElseThrow();
    }

    private void open() {
        set = PluginSet.open(new PluginSettings(
                plugins,
                folder.resolve("data/plugins"),
                "0.1.0-SNAPSHOT",
                Map.of(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10)));
    }

    private static byte[] file(Path jar, String name) throws IOException {
        try (FileSystem content = FileSystems.newFileSystem(jar);
                InputStream in = Files.newInputStream(content.getPath(name))) {
            return in.readAllBytes();
        }
    }

    private static void copyInto(Path jar, String name, Path file) throws IOException {
        try (FileSystem content = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            Path target = content.getPath(name);
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void sign(Path jar) throws Exception {
        String keys = folder.resolve("keys.p12").toString();
        run(
                "keytool",
                "-genkeypair",
                "-alias",
                "me",
                "-keyalg",
                "EC",
                "-dname",
                "CN=me",
                "-storepass",
                "secret",
                "-keystore",
                keys);
        run("jarsigner", "-storepass", "secret", "-keystore", keys, jar.toString(), "me");
    }

    private static void run(String tool, String... arguments) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
