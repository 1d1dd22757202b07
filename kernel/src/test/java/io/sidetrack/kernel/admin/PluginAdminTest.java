package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.plugin.PluginException;
import io.sidetrack.kernel.plugin.PluginException.Reason;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of plugins over REST. */
class PluginAdminTest extends AdminFixture {

    @ParameterizedTest
    @CsvSource({"start, start", "stop, stop", "reload, reload", "rollback, roll back"})
    void a_plugin_is_steered_by_name(String path, String what) throws Exception {
        Answer answer = post("/api/v1/plugins/trading/" + path, "").isOk();

        assertThat(answer.json().getString("id")).isEqualTo("trading");
        assertThat(node.steered).containsExactly(what + " trading by admin");
    }

    @Test
    void a_plugin_is_removed() throws Exception {
        send(request("/api/v1/plugins/trading").DELETE()).is(204);

        assertThat(node.steered).containsExactly("remove trading by admin");
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN, 404, unknown-plugin",
        "STATE, 409, plugin-state",
        "REFUSED, 422, plugin-refused",
    })
    void what_cannot_be_done_is_a_problem_that_says_why(Reason reason, int status, String code) throws Exception {
        node.refusal = new PluginException(reason, "because of this");

        post("/api/v1/plugins/trading/reload", "").isProblem(status, code, "because of this");
    }

    @Test
    void a_jar_is_installed_whole_and_leaves_no_file_behind() throws Exception {
        Answer answer = send(request("/api/v1/plugins")
                        .header("Content-Type", "application/java-archive")
                        .POST(BodyPublishers.ofString("x".repeat(100_000))))
                .isOk();

        assertThat(answer.json().getString("state")).isEqualTo("started");
        assertThat(node.steered).containsExactly("install " + "x".repeat(100_000) + " by admin");
        assertEmpty();
    }

    @Test
    void a_jar_that_comes_again_with_the_same_key_is_not_installed_again() throws Exception {
        for (int i = 0; i < 2; i++) {
            send(request("/api/v1/plugins")
                            .header("Content-Type", "application/java-archive")
                            .header("Idempotency-Key", "once")
                            .POST(BodyPublishers.ofString("jar")))
                    .isOk();
        }

        assertThat(node.steered).containsExactly("install jar by admin");
    }

    @Test
    void a_jar_that_is_refused_leaves_no_file_behind() throws Exception {
        node.refusal = new PluginException(Reason.REFUSED, "the jar is no plugin");

        send(request("/api/v1/plugins")
                        .header("Content-Type", "application/java-archive")
                        .POST(BodyPublishers.ofString("text")))
                .isProblem(422, "plugin-refused", "the jar is no plugin");
        assertEmpty();
    }

    @Test
    void a_jar_that_is_too_large_is_refused_and_leaves_no_file_behind() throws Exception {
        send(request("/api/v1/plugins")
                        .header("Content-Type", "application/java-archive")
                        .POST(BodyPublishers.ofInputStream(() -> new Zeros(PluginUpload.LIMIT + 1))))
                .isProblem(413, "body-too-large", "copy it into the plugins folder");
        assertThat(node.steered).isEmpty();
        assertEmpty();
    }

    @Test
    void a_body_of_another_type_is_refused() throws Exception {
        post("/api/v1/plugins", "{}", "Content-Type", "application/json")
                .isProblem(415, "unsupported-media-type", "application/java-archive");
        assertThat(node.steered).isEmpty();
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long length) {
            left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int read = (int) Math.min(left, length);
            left -= read;
            return read == 0 ? -1 : read;
        }
    }

    private void assertEmpty() throws Exception {
        try (Stream<java.nio.file.Path> files = Files.list(node.uploads)) {
            assertThat(files).isEmpty();
        }
    }
}
