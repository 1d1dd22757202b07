package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that loads only signed jars, and those who would have it load others. */
class SignedPluginsIT {
    private static final String CONFIG = """
            http: {port: 0}
            plugins: {trust: signed, certificates: [ann.pem]}
            channels: {in: {}, out: {}}
            subscriptions:
              echo: {processor: desk.echo, from: [in], to: {out: out}}
            """;
    private static final String PASSWORD = "only-for-tests";

    @TempDir
    private Path folder;

    private Installation installation;
    private int published;

    @BeforeEach
    void makeKeys() throws Exception {
        installation = installation().config(CONFIG);
        keytool("-genkeypair", "-alias", "ann", "-dname", "CN=Ann", "-keyalg", "EC", "-groupname", "secp256r1");
        keytool("-genkeypair", "-alias", "bob", "-dname", "CN=Bob", "-keyalg", "EC", "-groupname", "secp256r1");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "ann",
                "-file",
                installation.home().resolve("conf/ann.pem").toString());
    }

    Installation installation() {
        return Installation.in(folder);
    }

    @Test
    void only_jars_that_a_listed_certificate_vouches_for_run_and_events_go_on_whatever_is_dropped() throws Exception {
        installation.plugin(signed("1.1.0", "ann"));
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            assertRuns(node, rest, "1.1.0");
            assertThat(plugin(rest).at("/signer").asText()).isEqualTo("CN=Ann");

            drop(rest, node, jar("1.2.0", ""), "is not signed");
            drop(rest, node, signed("1.2.1", "bob"), "is signed by 'CN=Bob'");
            drop(rest, node, tampered("1.2.2"), "no signature that counts for its entry 'Evil.class'");
            drop(rest, node, signed("1.0.0", "ann"), "is version 1.0.0, older than version 1.1.0 that ran here");
            drop(
                    rest,
                    node,
                    sign(jar("1.2.3", "plugin.requires=>=999.0.0\n"), "ann"),
                    "requires Sidetrack >=999.0.0, but this is "
                            + rest.get("/api/v1/node")
                                    .expect(200)
                                    .json()
                                    .at("/version")
                                    .asText());
            assertThat(installation
                            .command("plugin", "install", jar("1.2.4", "").toString())
                            .err())
                    .contains("is not signed");
            assertRuns(node, rest, "1.1.0");
            assertThat(installation.command("plugin", "list").out()).contains("desk is signed by CN=Ann");

            installation.replacePlugin(sign(jar("1.3.0", "plugin.requires=>=0.1.0\n"), "ann"));
            node.await(
                    "version 1.3.0",
                    30,
                    () -> plugin(rest).at("/version").asText().equals("1.3.0"));
            assertRuns(node, rest, "1.3.0");
        }
        installation.replacePlugin(signed("1.2.0", "ann"));
        try (SidetrackProcess node = installation.run()) {
            assertThat(plugin(node.rest()).at("/problem").asText()).contains("older than version 1.3.0");
        }
        assertThat(loaded()).containsExactly("1.1.0", "1.3.0");
    }

    private void drop(Rest rest, SidetrackProcess node, Path jar, String reason) {
        installation.replacePlugin(jar);
        node.await(
                "refused, as it " + reason,
                30,
                () -> plugin(rest).at("/refusal").asText().contains(reason));
        assertRuns(node, rest, "1.1.0");
    }

    private void assertRuns(SidetrackProcess node, Rest rest, String version) {
        rest.publish("in", """
                {"specversion": "1.0", "id": "e%d", "source": "/tests", "type": "t", "partitionkey": "k", "data": {}}
                """.formatted(published++)).expect(202);
        node.await("processed", 30, () -> last(rest).at("/position").asInt() == published);
        assertThat(last(rest).at("/event/data/version").asText()).isEqualTo(version);
    }

    private JsonNode last(Rest rest) {
        return rest.get("/api/v1/channels/out/events?limit=500")
                .expect(200)
                .json()
                .at("/items")
                .path(published - 1);
    }

    private static JsonNode plugin(Rest rest) {
        return rest.get("/api/v1/plugins/desk").expect(200).json();
    }

    /** The versions whose classes were loaded: each writes its own down. */
    private List<String> loaded() throws IOException {
        return Files.readAllLines(folder.resolve("loaded")).stream().distinct().toList();
    }

    private Path signed(String version, String by) throws Exception {
        return sign(jar(version, ""), by);
    }

    private Path jar(String version, String properties) {
        return PluginJar.of(folder, "desk", version + "\n" + properties.strip(), "Desk", """
                import io.sidetrack.api.*;
                import io.sidetrack.api.processor.*;
                import io.vertx.core.json.JsonObject;
                import java.nio.file.*;
                public final class Desk extends SidetrackPlugin {
                  static {
                    try {
                      Files.writeString(Path.of("%s"), "%s\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    } catch (java.io.IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  }
                  @Override public void contribute(Contributions add) {
                    add.processor("echo", () -> call -> Result.done()
                        .emit("out", "echoed", new JsonObject().put("version", "%s")).future());
                  }
                }
                """.formatted(
                        folder.resolve("loaded"), version, version));
    }

    private Path tampered(String version) throws Exception {
        Path jar = signed(version, "ann");
        Path changed = folder.resolve("changed.jar");
        try (ZipFile in = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.getInputStream(entry).transferTo(out);
            }
            out.putNextEntry(new ZipEntry("Evil.class"));
        }
        Files.delete(jar);
        return Files.move(changed, jar);
    }

    private Path sign(Path jar, String by) throws Exception {
        KeyStore keys = KeyStore.getInstance(folder.resolve("keys.p12").toFile(), PASSWORD.toCharArray());
        KeyStore.PrivateKeyEntry key =
                (KeyStore.PrivateKeyEntry) keys.getEntry(by, new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
        Path signed = folder.resolve("signed.jar");
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            new JarSigner.Builder(key)
                    .signerName(by.toUpperCase(Locale.ROOT))
                    .build()
                    .sign(in, out);
        }
        Files.delete(jar);
        return Files.move(signed, jar);
    }

    private void keytool(String... options) throws IOException, InterruptedException {
        ProcessBuilder keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString());
        keytool.command().addAll(List.of(options));
        keytool.command()
                .addAll(List.of(
                        "-keystore",
                        folder.resolve("keys.p12").toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD));
        assertThat(keytool.inheritIO().start().waitFor()).isZero();
    }
}
