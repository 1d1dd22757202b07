package io.sidetrack.broker.kafka;

import io.sidetrack.testkit.server.KafkaServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** An authority with a certificate for a broker that is called localhost and one for a client, made by the JDK's keytool, as PEM text. */
final class TestAuthority {
    static final String BROKER = "broker";
    static final String CLIENT = "client";
    static final String CLIENT_NAME = "CN=orders,O=tests";

    private static final String AUTHORITY = "authority";
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String CIPHER = "PBEWithSHA1AndDESede";

    private final KeyStore store;

    private TestAuthority(KeyStore store) {
        this.store = store;
    }

    static TestAuthority create() {
        try {
            Path folder = Files.createTempDirectory("sidetrack-keys-");
            Path file = folder.resolve("keys.p12");
            try {
                keytool(file, "-alias", AUTHORITY, "-dname", "CN=authority", "-ext", "bc:c");
                keytool(
                        file,
                        "-alias",
                        BROKER,
                        "-signer",
                        AUTHORITY,
                        "-dname",
                        "CN=broker",
                        "-ext",
                        "san=dns:localhost");
                keytool(file, "-alias", CLIENT, "-signer", AUTHORITY, "-dname", CLIENT_NAME);
                KeyStore store = KeyStore.getInstance("PKCS12");
                try (InputStream in = Files.newInputStream(file)) {
                    store.load(in, PASSWORD);
                }
                return new TestAuthority(store);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The authority's own certificate, for those who trust it. */
    String certificate() {
        return chain(AUTHORITY);
    }

    String chain(String alias) {
        try {
            StringBuilder chain = new StringBuilder();
            for (var certificate : store.getCertificateChain(alias)) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return chain.toString();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    String key(String alias) {
        return pem("PRIVATE KEY", encoded(alias));
    }

    String encryptedKey(String alias, String password) {
        try {
            var secret = SecretKeyFactory.getInstance(CIPHER).generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, secret);
            byte[] hidden = cipher.doFinal(encoded(alias));
            return pem(
                    "ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(cipher.getParameters(), hidden).getEncoded());
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The certificate of the broker, and whom it trusts, at one of its listeners. */
    void equip(KafkaServer server, String protocol) {
        String prefix = "listener.name." + protocol.toLowerCase(java.util.Locale.ROOT) + ".ssl.";
        server.with(prefix + "keystore.type", "PEM")
                .with(prefix + "keystore.certificate.chain", chain(BROKER))
                .with(prefix + "keystore.key", key(BROKER))
                .with(prefix + "truststore.type", "PEM")
                .with(prefix + "truststore.certificates", certificate());
    }

    private byte[] encoded(String alias) {
        try {
            return store.getKey(alias, PASSWORD).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void keytool(Path file, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD)));
        command.addAll(List.of(more));
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(tool.getInputStream().readAllBytes());
        try {
            if (tool.waitFor() != 0) {
                throw new AssertionError(said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String pem(String what, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }
}
