package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;

/** The same on the JDK that the build found beside its own: it verifies signatures itself, and by its own rules. */
class SignedPluginsOnSecondJdkIT extends SignedPluginsIT {
    private static final String JDK = System.getProperty("sidetrack.second.jdk", "");

    @BeforeEach
    void there_is_one() {
        assumeFalse(JDK.equals("none"), "-Dsecond.jdk=none");
        assertThat(Path.of(JDK, "bin/java")).isExecutable();
    }

    @Override
    Installation installation() {
        return super.installation().onJava(Path.of(JDK));
    }
}
