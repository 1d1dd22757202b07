package io.sidetrack.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.config.ConfigException;
import io.sidetrack.kernel.config.ConfigFile;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.pluginprobe.PluginProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentCheckTest {
    @TempDir
    Path folder;

    @BeforeEach
    void setUp() {
        PluginProbe.reset();
        PluginJar.of("trading").contribute("""
                        add.options(List.of(Option.of("limit", OptionType.INTEGER, 1, "the limit")));
                        add.processor("place", () -> { PluginProbe.note("created"); return call -> null; });
                        add.errorHandler("fix", () -> errored -> null);
                        add.brokerAdapter("acme", List.of(Option.required("url", OptionType.STRING, "where")), () -> null);
                        """).members("""
                        @Override public Future<Void> start(PluginContext context) {
                            PluginProbe.note("started");
                            return super.start(context);
                        }
                        """).write(folder.resolve("plugins"));
    }

    @Test
    void finds_nothing_where_all_is_there() throws Exception {
        assertThat(check("""
                        brokers: {b: {adapter: acme, options: {url: x}}}
                        channels: {in: {}}
                        plugins: {trading: {options: {limit: 5}}}
                        subscriptions: {s: {processor: trading.place, from: [in], on-error: [trading.fix]}}
                        """)).isEmpty();
        assertThat(PluginProbe.notes()).isEmpty();
    }

    @Test
    void finds_all_that_is_missing_or_wrong_each_with_its_line() throws Exception {
        Files.writeString(folder.resolve("plugins/notes.jar"), "no jar at all");
        PluginJar.of("broken")
                .contribute("throw new IllegalStateException(\"sad\");")
                .write(folder.resolve("plugins"));

        assertThat(check("""
                        brokers:
                          b: {adapter: acme, options: {uri: x}}
                          c: {adapter: acne}
                        channels: {in: {}}
                        plugins:
                          trading: {options: {limit: many}}
                          tradign: {}
                          broken: {options: {x: 1}}
                        subscriptions:
                          s: {processor: tradin.place, from: [in], on-error: [broken.fix]}
                        """))
                .containsExactlyInAnyOrder(
                        "line 2: brokers.b.options.uri: unknown option; expected one of [url]",
                        "line 2: brokers.b.options.url: missing; expected a text",
                        "line 3: brokers.c.adapter: is 'acne', a broker adapter that no plugin contributes; expected one of"
                                + " acme; did you mean 'acme'?",
                        "line 6: plugins.trading.options.limit: is 'many'; expected a whole number",
                        "line 7: plugins.tradign: there is no such plugin in the plugins folder; did you mean 'trading'?",
                        "line 8: plugins.broken: broken.jar: contribute(): java.lang.IllegalStateException: sad",
                        "notes.jar: is no jar, or a damaged one: zip END header not found",
                        "line 10: subscriptions.s.processor: is 'tradin.place', a processor that no plugin contributes; expected"
                                + " one of trading.place; did you mean 'trading.place'?",
                        "line 10: subscriptions.s.on-error[0]: is 'broken.fix', an error handler that is missing as plugin"
                                + " 'broken' failed");
    }

    @Test
    void guesses_what_was_meant() throws Exception {
        assertThat(check("""
                        brokers: {c: {adapter: acne}}
                        channels: {in: {}}
                        subscriptions: {s: {processor: trading.plaice, from: [in]}}
                        """))
                .containsExactly(
                        "line 1: brokers.c.adapter: is 'acne', a broker adapter that no plugin contributes; expected one of"
                                + " acme; did you mean 'acme'?",
                        "line 3: subscriptions.s.processor: is 'trading.plaice', a processor that no plugin contributes;"
                                + " expected one of trading.place; did you mean 'trading.place'?");
    }

    @Test
    void leaves_the_data_folder_alone_and_nothing_behind() throws IOException {
        Path copy;
        try (PluginSet plugins = inspect(ConfigFile.defaults())) {
            assertThat(plugins.plugins()).extracting(PluginInfo::state).containsExactly("loaded");
            assertThat(plugins.processor("trading.place")).isEmpty();
            copy = plugins.folderOfCopies();
            assertThat(copy).isDirectory();
        }

        assertThat(copy).doesNotExist();
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(PluginProbe.notes()).isEmpty();
    }

    private PluginSet inspect(io.sidetrack.kernel.config.NodeConfig config) {
        return PluginSet.inspect(PluginSettings.of(
                folder.resolve("plugins"), folder.resolve("data/plugins"), "0.1.0", config.plugins()));
    }

    private List<String> check(String yaml) throws ConfigException {
        ConfigFile file = ConfigFile.parse("test.yaml", yaml);
        try (PluginSet plugins = inspect(file.config())) {
            return file.exception(ComponentCheck.problems(file.config(), plugins)).problems().stream()
                    .map(Object::toString)
                    .toList();
        }
    }
}
