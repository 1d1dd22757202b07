package io.sidetrack.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DistributionIT {
    private static final Path DIST = Path.of(Objects.requireNonNull(System.getProperty("sidetrack.dist")));

    @Test
    @Timeout(60)
    void tells_its_version() throws Exception {
        Process sidetrack = new ProcessBuilder(DIST.resolve("bin/sidetrack").toString(), "--version")
                .redirectErrorStream(true)
                .start();

        String output = new String(sidetrack.getInputStream().readAllBytes(), UTF_8);

        assertThat(sidetrack.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output).matches("sidetrack \\d+\\.\\d+\\.\\S+\\n");
        assertThat(sidetrack.exitValue()).isZero();
    }
}
