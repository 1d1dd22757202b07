package io.sidetrack.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RabbitServerTest {

    @Test
    void comes_back_on_its_port_with_its_data_after_a_kill_and_leaves_nothing_when_closed() throws IOException {
        RabbitServer server = RabbitServer.start();
        Path folder = server.log().getParent();
        int port = server.port();
        server.rabbitmqctl("add_vhost", "kept");

        server.kill();
        assertThat(processesOf(folder)).as("after the kill").isEmpty();

        server.restart();
        assertThat(server.port()).isEqualTo(port);
        assertThat(server.rabbitmqctl("list_vhosts")).contains("kept");

        server.close();
        assertThat(processesOf(folder)).as("after closing").isEmpty();
        assertThat(folder).doesNotExist();
    }

    @Test
    void ends_with_the_jvm_that_started_it_even_by_a_kill() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsAndWaits.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Path folder = Path.of(jvm.inputReader().readLine());
        assertThat(processesOf(folder)).as("while the JVM lives").isNotEmpty();

        jvm.destroyForcibly().waitFor();

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while ((!processesOf(folder).isEmpty() || Files.exists(folder)) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(processesOf(folder)).as("after the kill").isEmpty();
        assertThat(folder).doesNotExist();
    }

    @Test
    void tells_the_end_of_its_log_where_it_does_not_start() {
        assertThatThrownBy(() -> RabbitServer.setup().config("no_such_key = 1").start())
                .hasMessageContaining("RabbitMQ ended with")
                .hasMessageContaining("no_such_key");
    }

    static final class StartsAndWaits {
        public static void main(String[] arguments) throws InterruptedException {
            System.out.println(RabbitServer.start().log().getParent());
            Thread.currentThread().join();
        }
    }

    /** Every process that was started with that folder as its home: broker, port mapper and what the broker started. */
    private static List<String> processesOf(Path folder) {
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            return processes
                    .filter(process -> environment(process.pid()).contains("HOME=" + folder + "\0"))
                    .map(process ->
                            process.pid() + " " + process.info().command().orElse("?"))
                    .toList();
        }
    }

    private static String environment(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
