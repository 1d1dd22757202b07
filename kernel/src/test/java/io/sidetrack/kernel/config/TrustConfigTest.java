package io.sidetrack.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sidetrack.kernel.config.NodeConfig.Trust;
import io.sidetrack.kernel.config.NodeConfig.TrustConfig;
import io.sidetrack.kernel.plugin.trust.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words below {@code plugins} that are no ids. */
class TrustConfigTest {
    @TempDir
    private static Path folder;

    private static SigningKeys keys;

    @BeforeAll
    static void makeCertificates() throws IOException {
        keys = new SigningKeys(folder).make("ann").make("bob");
        Path both = Files.createDirectories(folder.resolve("trust")).resolve("both.pem");
        Files.writeString(both, "Ann:\n" + Files.readString(keys.pem("ann")) + Files.readString(keys.pem("bob")));
    }

    @Test
    void are_not_needed() throws Exception {
        assertThat(read("plugins: {desk: {options: {a: 1}}}").trust()).isEqualTo(TrustConfig.ANY);
        assertThat(read("plugins: {trust: any}").trust()).isEqualTo(TrustConfig.ANY);
    }

    @Test
    void name_certificates_beside_the_file_and_stand_beside_plugins() throws Exception {
        NodeConfig config = read("""
                plugins:
                  desk: {options: {a: 1}}
                  trust: signed
                  certificates: [ann.pem, trust/both.pem, %s]
                """.formatted(folder.resolve("bob.pem")));

        assertThat(config.plugins()).containsOnlyKeys("desk");
        assertThat(config.trust().trust()).isEqualTo(Trust.SIGNED);
        assertThat(config.trust().certificates())
                .containsExactly(
                        keys.certificate("ann"),
                        keys.certificate("ann"),
                        keys.certificate("bob"),
                        keys.certificate("bob"));
    }

    @Test
    void go_together() {
        assertThat(problems("plugins: {trust: signed}"))
                .containsExactly(
                        "line 1: plugins.certificates: is missing; with trust 'signed' expected the PEM files of"
                                + " the certificates that vouch for plugins");
        assertThat(problems("plugins: {certificates: [ann.pem]}"))
                .containsExactly("line 1: plugins.certificates: vouches for nothing while 'plugins.trust' is 'any'; set"
                        + " that to 'signed', or leave this out");
    }

    @Test
    void are_read_strictly_and_every_problem_is_told_at_once() throws IOException {
        Files.writeString(folder.resolve("text.pem"), "no certificate");
        Files.writeString(
                folder.resolve("half.pem"),
                Files.readString(folder.resolve("ann.pem")).substring(0, 200));

        assertThat(problems("plugins: {trust: signd, certificates: [gone.pem, text.pem, half.pem], desk: 7}"))
                .satisfiesExactlyInAnyOrder(
                        each -> assertThat(each).contains("plugins.trust: is 'signd'; expected one of any, signed"),
                        each -> assertThat(each)
                                .contains("plugins.certificates[0]: is 'gone.pem', which cannot be read", "gone.pem)"),
                        each -> assertThat(each).contains("plugins.certificates[1]: is 'text.pem', "),
                        each -> assertThat(each)
                                .contains("plugins.certificates[2]: is 'half.pem', which is not of certificates alone"),
                        each -> assertThat(each).contains("plugins.desk: is '7'; expected a map"));
        assertThat(problems("plugins: {trust: signed, certificates: []}"))
                .containsExactly("line 1: plugins.certificates: is a list; expected a list of at least one file");
        assertThat(problems("plugins: {trust: {options: {}}}"))
                .containsExactly("line 1: plugins.trust: is a map; expected one of any, signed");
    }

    @Test
    void trust_no_more_jars_than_they_say_where_they_are_wrong() {
        for (String wrong :
                List.of("trust: signd", "trust: [any]", "trust:", "certificates: [gone.pem]", "trust: signed")) {
            TrustConfig[] seen = new TrustConfig[1];
            assertThatThrownBy(() -> ConfigFile.parse("test.yaml", "plugins: {" + wrong + "}", config -> {
                        seen[0] = config.trust();
                        return List.of();
                    }))
                    .isInstanceOf(ConfigException.class);
            assertThat(seen[0]).as(wrong).isEqualTo(new TrustConfig(Trust.SIGNED, List.of()));
        }
    }

    private static NodeConfig read(String yaml) throws IOException, ConfigException {
        return ConfigFile.read(Files.writeString(folder.resolve("sidetrack.yaml"), yaml))
                .config();
    }

    private static List<String> problems(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> read(yaml)).problems().stream()
                .map(Problem::toString)
                .toList();
    }
}
