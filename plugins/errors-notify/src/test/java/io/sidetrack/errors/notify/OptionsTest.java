package io.sidetrack.errors.notify;

import io.sidetrack.testkit.OptionTable;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void the_page_says_what_the_plugin_declares() {
        OptionTable.of(ErrorsNotifyPlugin.OPTIONS).isIn(Path.of("README.md"));
    }
}
