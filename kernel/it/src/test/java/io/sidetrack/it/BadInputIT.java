package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person can get wrong before a node runs: each is told in a sentence, with exit code 2 and without a stack trace. */
@Timeout(120)
class BadInputIT {
    private static final Pattern STACK_TRACE = Pattern.compile("(?m)^\\s+at [\\w.$/]+\\(");

    @TempDir
    private Path folder;

    private Installation installation;

    @BeforeEach
    void install() {
        installation = Installation.in(folder);
    }

    @Nested
    class A_node_does_not_start {
        @Test
        void on_a_port_in_use() throws Exception {
            try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                installation.config("http: {port: " + holder.getLocalPort() + "}");

                Installation.Finished run = refused("run");

                assertThat(run.err()).contains("127.0.0.1", Integer.toString(holder.getLocalPort()), "http.port");
            }
            installation.config("http: {port: 0}");
            try (SidetrackProcess node = installation.run()) {
                assertThat(node.terminate())
                        .as("the refused start left nothing behind")
                        .isZero();
            }
        }

        @Test
        void on_a_data_folder_that_another_node_holds() throws Exception {
            try (SidetrackProcess first = installation.run()) {
                Installation.Finished second = refused("run");

                assertThat(second.err()).contains(installation.data().toString(), "process " + first.pid(), "--data");
                assertThat(first.rest().get("/health/ready").status()).isEqualTo(200);
            }
        }

        @Test
        void in_a_folder_that_it_cannot_write() throws Exception {
            Path readOnly = Files.createDirectory(
                    folder.resolve("read-only"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
            asSomebodyWhoIsNotRoot();

            Installation.Finished run =
                    refused("run", "--data", readOnly.resolve("data").toString());

            assertThat(run.err()).contains(readOnly.toString(), "cannot be written", "access denied", "--data");
        }

        @Test
        void with_an_unknown_key_in_its_configuration() throws Exception {
            installation.config("http: {prot: 8080}");

            assertThat(refused("run").err()).contains("http.prot", "port");
        }

        @Test
        void and_names_every_problem_of_its_configuration_at_once() throws Exception {
            installation.config("http: {port: many}\nchanels: {}\n");

            assertThat(refused("run").err()).contains("2 problems", "http.port", "many", "chanels");
            assertThat(refused("config", "check").err()).contains("2 problems", "http.port", "many", "chanels");
        }

        @Test
        void without_its_configuration() throws Exception {
            assertThat(refused("run", "--config", "nowhere.yaml").err()).contains("nowhere.yaml", "no such file");
        }
    }

    @Nested
    class A_node_starts_and_shows_as_failed {
        @Test
        void a_jar_that_is_no_plugin() throws Exception {
            Files.writeString(installation.home().resolve("plugins/broken.jar"), "this is no jar");

            try (SidetrackProcess node = installation.run()) {
                assertThat(node.rest().get("/api/v1/plugins").expect(200).text())
                        .contains("broken.jar", "failed");
                assertThat(installation.command("plugin", "list").out()).contains("broken.jar", "failed");
            }
        }

        @Test
        void the_second_of_two_jars_of_one_id() throws Exception {
            jar("a.jar", "twin");
            jar("b.jar", "twin");

            try (SidetrackProcess node = installation.run()) {
                assertThat(node.rest().get("/api/v1/plugins").expect(200).text())
                        .contains("plugin id 'twin' is taken by a.jar", "b.jar", "remove one of the two");
            }
        }
    }

    private Installation.Finished refused(String... command) throws InterruptedException {
        Installation.Finished finished = installation.command(command);
        assertThat(finished.exit()).as(finished.err()).isEqualTo(2);
        assertThat(finished.err()).startsWith("sidetrack: ").doesNotContainPattern(STACK_TRACE);
        return finished;
    }

    /** Root writes everywhere, so where the tests run as root the node runs as nobody. */
    private void asSomebodyWhoIsNotRoot() throws IOException {
        if (Files.getOwner(folder).getName().equals("root")) {
            for (Path each = folder; each != null && Files.isWritable(each); each = each.getParent()) {
                if (!Files.getPosixFilePermissions(each).containsAll(PosixFilePermissions.fromString("r-xr-xr-x"))) {
                    Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
            installation.under("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        }
    }

    private void jar(String name, String id) throws IOException {
        Properties descriptor = new Properties();
        descriptor.setProperty("plugin.id", id);
        descriptor.setProperty("plugin.version", "1.0.0");
        descriptor.setProperty("plugin.class", "example.Missing");
        try (OutputStream file = Files.newOutputStream(
                        installation.home().resolve("plugins").resolve(name));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("plugin.properties"));
            descriptor.store(jar, null);
            jar.closeEntry();
        }
    }
}
