package io.sidetrack.it.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.sidetrack.it.Installation;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;

/** The same on the JDK that the build found beside its own; only {@code -Dsecond.jdk=none} goes without. */
class UnloadedPluginsOnSecondJdkIT extends UnloadedPluginsIT {
    private static final String JDK = System.getProperty("sidetrack.second.jdk", "");

    @BeforeEach
    void there_is_one() {
        assumeFalse(JDK.equals("none"), "-Dsecond.jdk=none");
        assertThat(Path.of(JDK, "bin/java"))
                .as("a JDK 25; 'mvn verify' finds one beside its own, or takes -Dsecond.jdk=FOLDER")
                .isExecutable();
    }

    @Override
    Installation installation() {
        return super.installation().onJava(Path.of(JDK));
    }

    @Override
    Path java() {
        return Path.of(JDK);
    }
}
