package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;

/** The JDK that the build found beside its own, on which some tests run once more; only {@code -Dsecond.jdk=none} goes without. */
public final class SecondJdk {
    private static final String FOLDER = System.getProperty("sidetrack.second.jdk", "");

    private SecondJdk() {}

    /** Its folder. Fails where there is none, and skips the test where the build was told to go without. */
    public static Path folder() {
        assumeFalse(FOLDER.equals("none"), "-Dsecond.jdk=none");
        assertThat(Path.of(FOLDER, "bin/java"))
                .as("a JDK 25; 'mvn verify' finds one beside its own, or takes -Dsecond.jdk=FOLDER")
                .isExecutable();
        return Path.of(FOLDER);
    }
}
