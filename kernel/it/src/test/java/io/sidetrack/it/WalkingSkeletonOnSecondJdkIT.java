package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same on the JDK that the build found beside its own; only {@code -Dsecond.jdk=none} goes without. */
class WalkingSkeletonOnSecondJdkIT extends WalkingSkeletonIT {
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

    @Test
    void the_node_runs_on_it() throws IOException {
        try (SidetrackProcess node = installation().run()) {
            assertThat(ProcessHandle.of(node.pid()).orElseThrow().info().command())
                    .contains(Path.of(JDK, "bin/java").toRealPath().toString());
        }
    }
}
