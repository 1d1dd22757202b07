package io.sidetrack.kernel.config;

import io.sidetrack.testkit.OptionTable;

/** Writes the reference page of the configuration from its declarations. */
final class ConfigReference {
    private ConfigReference() {}

    static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Configuration

                <!-- Generated from the declarations in ConfigOptions; ConfigReferenceTest says how to write it anew. -->

                `conf/sidetrack.yaml` is read strictly: unknown keys, keys that stand twice and values of another type are errors,
                and `bin/sidetrack config check` reports all of them at once with path, line, the value found and what was expected.
                """);
        for (ConfigOptions.Declaration declaration : ConfigOptions.all()) {
            page.append("\n## ").append(declaration.path().isEmpty() ? "The file" : "`" + declaration.path() + "`");
            page.append("\n\n").append(declaration.help()).append("\n\n");
            page.append(OptionTable.of(declaration.options()).markdown());
        }
        return page.toString();
    }
}
