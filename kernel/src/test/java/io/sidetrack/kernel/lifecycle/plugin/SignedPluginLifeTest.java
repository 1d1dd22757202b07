package io.sidetrack.kernel.lifecycle.plugin;

import static io.sidetrack.kernel.lifecycle.plugin.LivingNode.await;
import static io.sidetrack.kernel.lifecycle.plugin.LivingNode.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.plugin.PluginException;
import io.sidetrack.kernel.plugin.PluginJar;
import io.sidetrack.kernel.plugin.trust.SigningKeys;
import io.sidetrack.kernel.store.AuditStore;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node that loads only signed jars does with them, tells and writes down. */
class SignedPluginLifeTest {
    private static final String CONFIG = "plugins: {trust: signed, certificates: [ann.pem]}";

    @TempDir
    private Path folder;

    private SigningKeys keys;
    private LivingNode node;

    @BeforeEach
    void startNode() {
        keys = new SigningKeys(folder).make("ann").make("bob");
        keys.pem("ann");
        node = LivingNode.start(folder, CONFIG, Duration.ofSeconds(5));
    }

    @AfterEach
    void stopNode() {
        node.close();
    }

    @Test
    void audit_and_events_name_versions_digest_and_signer_and_a_person_can_go_back() {
        install("1.0.0", "ann");
        install("1.1.0", "ann");
        String newer = node.plugin("desk").sha256();
        JsonObject replaced = detail("plugin-replaced");
        assertThat(replaced.getString("from")).isEqualTo("1.0.0");
        assertThat(replaced.getString("to")).isEqualTo("1.1.0");
        assertThat(replaced.getString("sha256")).isEqualTo(newer);
        assertThat(replaced.getString("signer")).isEqualTo("CN=ann");

        assertThatThrownBy(() -> install("1.0.5", "ann"))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("older than version 1.1.0 that ran here");
        assertThatThrownBy(() -> install("1.2.0", "bob")).hasMessageContaining("is signed by 'CN=bob'");
        JsonObject refused = detail("plugin-refused");
        assertThat(refused.getString("to")).isEqualTo("1.2.0");
        assertThat(refused.getString("sha256")).hasSize(64).isNotEqualTo(newer);
        assertThat(refused.getString("problem")).contains("is signed by 'CN=bob'");
        assertThat(node.plugin("desk").sha256()).isEqualTo(newer);

        await(node.life().rollBack("desk", "eve"));
        assertThat(node.plugin("desk").version()).isEqualTo("1.0.0");
        assertThat(detail("plugin-replaced").getString("signer")).isEqualTo("CN=ann");
        until("told", () -> node.told("desk").contains("io.sidetrack.plugin.replaced"));

        node.close();
        node = LivingNode.start(folder, CONFIG, Duration.ofSeconds(5));
        assertThat(node.plugin("desk").problem()).isNull();
        assertThat(node.plugin("desk").version()).isEqualTo("1.0.0");
    }

    private void install(String version, String signer) {
        Path jar = keys.sign(PluginJar.of("desk").version(version).write(folder.resolve("uploads")), signer);
        await(node.life().install(jar, "eve"));
    }

    /** Of the newest entry of that action. */
    private JsonObject detail(String action) {
        return node.audit().stream()
                .filter(entry -> entry.action().equals(action))
                .map(AuditStore.Entry::detail)
                .findFirst()
                .orElseThrow();
    }
}
