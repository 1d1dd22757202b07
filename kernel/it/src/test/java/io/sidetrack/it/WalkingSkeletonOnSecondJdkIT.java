package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The same on another JDK. */
class WalkingSkeletonOnSecondJdkIT extends WalkingSkeletonIT {
    @Override
    Installation installation() {
        return super.installation().onJava(SecondJdk.folder());
    }

    @Test
    void the_node_runs_on_it() throws IOException {
        try (SidetrackProcess node = installation().run()) {
            assertThat(ProcessHandle.of(node.pid()).orElseThrow().info().command())
                    .contains(
                            SecondJdk.folder().resolve("bin/java").toRealPath().toString());
        }
    }
}
