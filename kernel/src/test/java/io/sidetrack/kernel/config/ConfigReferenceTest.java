package io.sidetrack.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
    private static final Path PAGE = Path.of("docs", "configuration.md");

    @Test
    void the_reference_page_says_what_the_code_declares() throws IOException {
        if (Boolean.getBoolean("sidetrack.docs.write")) {
            Files.writeString(PAGE, ConfigReference.markdown());
        }

        assertThat(PAGE)
                .as("write it anew: mvn test -pl kernel -am -Dtest=ConfigReferenceTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dsidetrack.docs.write=true")
                .content()
                .isEqualTo(ConfigReference.markdown());
    }
}
