package io.sidetrack.broker.rabbitmq;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates of two authorities, made by Java's own keytool and written as PEM into a folder. */
final class Certificates {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path store;

    /** Makes the authorities {@code ours} and {@code foreign}. */
    Certificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("certificates.p12");
        generate("ours", "-ext", "bc:c");
        generate("foreign", "-ext", "bc:c");
    }

    /** Makes one that is signed by {@code ours}. */
    void sign(String alias, String... more) {
        List<String> arguments = new ArrayList<>(List.of("-signer", "ours"));
        arguments.addAll(List.of(more));
        generate(alias, arguments.toArray(new String[0]));
    }

    private void generate(String alias, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + " failed: " + output);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while keytool ran", e);
        }
    }

    /** The certificate, with those that signed it. */
    String chain(String alias) {
        return read(keys -> {
            StringBuilder pem = new StringBuilder();
            for (Certificate each : keys.getCertificateChain(alias)) {
                pem.append(pem("CERTIFICATE", each.getEncoded()));
            }
            return pem.toString();
        });
    }

    String key(String alias) {
        return read(keys ->
                pem("PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
    }

    /** As a file that the broker can read. */
    Path file(String name, String pem) {
        try {
            return Files.writeString(folder.resolve(name), pem);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private interface Reading {
        String of(KeyStore keys) throws GeneralSecurityException;
    }

    private String read(Reading reading) {
        try {
            return reading.of(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String kind, byte[] encoded) {
        byte[] lineEnd = {'\n'};
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, lineEnd).encodeToString(encoded)
                + "\n-----END " + kind + "-----\n";
    }
}
