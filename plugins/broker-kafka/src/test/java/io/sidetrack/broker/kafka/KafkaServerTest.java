package io.sidetrack.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.testkit.server.KafkaServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker of the tests, whose class path the testkit does not have. */
class KafkaServerTest {

    @Test
    void a_broker_that_was_killed_comes_back_at_its_address_with_its_data() throws Exception {
        try (KafkaServer kafka = returningSoon()) {
            String address = kafka.start().bootstrap();
            try (Admin admin = admin(address)) {
                admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1)))
                        .all()
                        .get(20, TimeUnit.SECONDS);
            }
            long pid = kafka.pid();

            kafka.kill();
            assertThat(ProcessHandle.of(pid)).isEmpty();
            kafka.start();
            kafka.stop();
            assertThat(kafka.log()).content().as("left in order").contains("Stopping SharedServer");
            kafka.start();

            assertThat(kafka.bootstrap()).isEqualTo(address);
            try (Admin admin = admin(address)) {
                Set<String> topics = admin.listTopics().names().get(20, TimeUnit.SECONDS);
                assertThat(topics).contains("kept");
            }
        }
    }

    @Test
    void a_broker_that_does_not_start_says_why() {
        try (KafkaServer kafka = KafkaServer.create().with("num.io.threads", "none")) {
            assertThatThrownBy(kafka::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("num.io.threads")
                    .hasMessageContaining(kafka.log().toString());
        }
    }

    @Test
    void a_broker_ends_with_the_jvm_that_started_it(@TempDir Path folder) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder =
                new ProcessBuilder(java.toString(), "-Djava.io.tmpdir=" + folder, Starting.class.getName());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process starting =
                builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String[] said = starting.inputReader().readLine().split(" ");
        ProcessHandle kafka = ProcessHandle.of(Long.parseLong(said[0])).orElseThrow();

        starting.destroyForcibly();

        kafka.onExit().get(20, TimeUnit.SECONDS);
        assertThat(kafka.isAlive()).isFalse();
        assertThat(Files.exists(Path.of(said[1])))
                .as("log for the one who looks why")
                .isTrue();
    }

    /** Starts a broker and says which process it is. */
    static final class Starting {
        public static void main(String[] args) throws Exception {
            KafkaServer kafka = KafkaServer.create().start();
            System.out.println(kafka.pid() + " " + kafka.log());
            Thread.sleep(60_000);
        }
    }

    /** A broker that comes back is not let in before the session of the one that it was has run out. */
    private static KafkaServer returningSoon() {
        return KafkaServer.create()
                .with("broker.heartbeat.interval.ms", "200")
                .with("broker.session.timeout.ms", "1000");
    }

    private static Admin admin(String address) {
        return Admin.create(Map.of("bootstrap.servers", address));
    }
}
