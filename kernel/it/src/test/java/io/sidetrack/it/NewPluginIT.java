package io.sidetrack.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an author of processors does first: a new plugin, built as its README says, dropped in, seen at work. */
@Timeout(180)
class NewPluginIT {
    @TempDir
    private Path folder;

    @Test
    void a_new_plugin_is_written_built_dropped_in_and_handles_events() throws Exception {
        Installation installation = Installation.in(folder);
        Path project = folder.resolve("order-checks");

        Installation.Finished written =
                installation.command("plugin", "new", "order-checks", "--dir", project.toString());
        assertThat(written.exit()).as(written.err()).isZero();
        assertThat(written.out()).contains("mvn package", "cp target/order-checks.jar", "run --config sidetrack.yaml");
        build(project);

        installation.plugin(project.resolve("target/order-checks.jar"));
        Path config = project.resolve("sidetrack.yaml");
        Files.writeString(config, Files.readString(config) + "http: {port: 0}\n");
        try (SidetrackProcess node = installation.run("--config", config.toString())) {
            publish(installation, "12");
            publish(installation, "\"30 EUR\"");
            publish(installation, "\"twelve\"");
            node.await(
                    "done with the event that waits for a person",
                    20,
                    () -> node.rest()
                                    .get("/api/v1/errors?status=open")
                                    .expect(200)
                                    .json()
                                    .at("/items")
                                    .size()
                            == 1);

            assertThat(installation
                            .command("channel", "tail", "totals", "--from", "earliest", "--limit", "2")
                            .out())
                    .contains("\"total\":42");
            assertThat(installation.command("errors", "list").out())
                    .contains("amount is 'twelve'; expected a whole number");
        }
    }

    @Test
    void what_is_there_already_is_left_alone() throws Exception {
        Installation installation = Installation.in(folder);
        Path mine = Files.writeString(folder.resolve("mine"), "mine");

        Installation.Finished refused =
                installation.command("plugin", "new", "order-checks", "--dir", folder.toString());

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains(folder + " is there already and is not empty");
        assertThat(mine).hasContent("mine");
        assertThat(folder.resolve("pom.xml")).doesNotExist();
    }

    private static void publish(Installation installation, String amount) throws Exception {
        Installation.Finished published = installation.commandWithInput(
                "{\"amount\": " + amount + "}", "channel", "publish", "amounts", "--type", "payment", "--key", "K1");
        assertThat(published.exit()).as(published.err()).isZero();
    }

    private void build(Path project) throws Exception {
        Path log = project.resolve("build.log");
        Process maven = new ProcessBuilder(
                        "mvn", "-B", "-ntp", "-Dmaven.repo.local=" + repositoryWithoutSdk(), "package")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = maven.waitFor(150, TimeUnit.SECONDS);
        maven.destroyForcibly();
        unlinkAll(folder.resolve("repository"));
        assertThat(ended && maven.exitValue() == 0)
                .as(Files.readString(log, UTF_8))
                .isTrue();
    }

    /** The local repository as it is, but that what comes from {@code sdk/} is not kept in it from one run to the next. */
    private Path repositoryWithoutSdk() throws IOException {
        Path shared = Path.of(Objects.requireNonNull(System.getProperty("sidetrack.it.repository")));
        Path own = Files.createDirectories(folder.resolve("repository"));
        linkAll(shared, own, "io");
        linkAll(shared.resolve("io"), Files.createDirectories(own.resolve("io")), "sidetrack");
        return own;
    }

    private static void linkAll(Path from, Path to, String butFor) throws IOException {
        try (Stream<Path> inside = Files.list(from)) {
            for (Path path : inside.toList()) {
                if (!path.endsWith(butFor)) {
                    Files.createSymbolicLink(to.resolve(path.getFileName()), path);
                }
            }
        }
    }

    private static void unlinkAll(Path repository) throws IOException {
        try (Stream<Path> inside = Files.walk(repository)) { // does not follow links
            for (Path link : inside.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }
}
