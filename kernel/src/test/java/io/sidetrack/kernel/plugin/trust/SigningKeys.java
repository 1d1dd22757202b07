package io.sidetrack.kernel.plugin.trust;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Keys with certificates that the JDK's keytool makes, and jars that are signed with them. Nothing of it outlives its folder. */
public final class SigningKeys {
    private static final String PASSWORD = "only-for-tests";

    private final Path folder;

    public SigningKeys(Path folder) {
        this.folder = folder;
    }

    /** A key of {@code CN=name} with a certificate of its own, unless options of {@code keytool -genkeypair} say otherwise. */
    public SigningKeys make(String name, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-keystore",
                store().toString(),
                "-storepass",
                PASSWORD,
                "-storetype",
                "PKCS12",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-J-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        try {
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new AssertionError(said);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public X509Certificate certificate(String name) {
        return (X509Certificate) key(name).getCertificate();
    }

    /** A PEM file with the certificate. */
    public Path pem(String name) {
        try {
            String text = "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(certificate(name).getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
            return Files.writeString(folder.resolve(name + ".pem"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Signs a jar, by one after the other. */
    public Path sign(Path jar, String... names) {
        for (String name : names) {
            KeyStore.PrivateKeyEntry key = key(name);
            sign(jar, new JarSigner.Builder(key), name);
        }
        return jar;
    }

    /** Signs a jar with a key, and brings these certificates along, whatever they have to do with it. */
    public Path signShowing(Path jar, String name, X509Certificate... chain) {
        try {
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(Arrays.asList(chain));
            return sign(jar, new JarSigner.Builder(key(name).getPrivateKey(), path), name);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Path sign(Path jar, JarSigner.Builder builder, String name) {
        Path signed = jar.resolveSibling(jar.getFileName() + ".signed");
        String file = name.toUpperCase(Locale.ROOT);
        JarSigner signer = builder.signerName(file.substring(0, Math.min(8, file.length())))
                .build();
        try {
            try (ZipFile in = new ZipFile(jar.toFile());
                    OutputStream out = Files.newOutputStream(signed)) {
                signer.sign(in, out);
            }
            return Files.move(signed, jar, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private KeyStore.PrivateKeyEntry key(String name) {
        KeyStore.ProtectionParameter password = new KeyStore.PasswordProtection(PASSWORD.toCharArray());
        try {
            return (KeyStore.PrivateKeyEntry) KeyStore.getInstance(store().toFile(), PASSWORD.toCharArray())
                    .getEntry(name, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Path store() {
        return folder.resolve("keys.p12");
    }
}
