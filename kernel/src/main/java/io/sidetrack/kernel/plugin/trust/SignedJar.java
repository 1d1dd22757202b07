package io.sidetrack.kernel.plugin.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a jar is, as a whole, what somebody has signed. The JVM's own {@link JarFile} checks signatures and digests, by the
 * JAR file specification (docs.oracle.com/en/java/javase/17/docs/specs/jar/jar.html) and without the algorithms that
 * {@code jdk.jar.disabledAlgorithms} turns off, which count as no signature. But it checks entry by entry, and a signed jar may have
 * lost entries, got others, or be put together of two. So here, in addition:
 *
 * <ul>
 *   <li>every entry but the manifest and the signatures themselves is signed, and all of them by the same signer;
 *   <li>every signature file in it vouches for the manifest as a whole, and every entry that the manifest has a digest of is there;
 *   <li>no name is there twice, and no {@code Class-Path} leads to files that nobody signed.
 * </ul>
 */
final class SignedJar {
    private static final List<String> DIGESTS =
            List.of("SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512");

    private final JarFile jar;
    private final List<JarEntry> entries;

    private SignedJar(JarFile jar) {
        this.jar = jar;
        this.entries = Collections.list(jar.entries());
    }

    /** Those who have signed the whole of a jar that {@link JarEntries} finds sound: at least one. Reads all of it, and thus blocks. */
    static Set<CodeSigner> signers(Path path) throws DistrustException {
        try (JarFile jar = new JarFile(path.toFile(), true)) {
            return new SignedJar(jar).signers();
        } catch (IOException e) {
            throw new DistrustException("could not be read to look at its signatures: " + e, e);
        } catch (SecurityException e) {
            throw new DistrustException("was changed after it was signed: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new DistrustException("has signatures that cannot be read: " + e, e);
        }
    }

    private Set<CodeSigner> signers() throws DistrustException, IOException {
        Set<String> names = names();
        ZipEntry file = jar.getEntry(JarFile.MANIFEST_NAME);
        Manifest manifest = file == null ? null : jar.getManifest();
        if (manifest == null) {
            throw unsigned(entries.get(0).getName());
        }
        Set<CodeSigner> signers = ofEveryEntry();
        if (manifest.getMainAttributes().containsKey(Attributes.Name.CLASS_PATH)) {
            throw new DistrustException(
                    "has a Class-Path in its manifest, by which classes would come from files that nobody"
                            + " signed; pack them into the jar");
        }
        for (String name : manifest.getEntries().keySet()) {
            if (hasDigest(manifest.getAttributes(name)) && !names.contains(name)) {
                throw new DistrustException(
                        "was changed after it was signed: its entry '" + DistrustException.shown(name) + "' is gone");
            }
        }
        wholeManifest(bytes(Objects.requireNonNull(file)));
        return signers;
    }

    /** In {@code META-INF} the JVM looks for names without regard to their case. */
    private Set<String> names() throws DistrustException {
        Set<String> names = new HashSet<>();
        Set<String> alike = new HashSet<>();
        for (JarEntry entry : entries) {
            String name = entry.getName();
            if (!names.add(name) || JarEntries.isSignature(entry) && !alike.add(name.toUpperCase(Locale.ROOT))) {
                throw new DistrustException("has its entry '" + DistrustException.shown(name)
                        + "' twice, so that it is not clear which of them was signed");
            }
        }
        return names;
    }

    private Set<CodeSigner> ofEveryEntry() throws DistrustException, IOException {
        long left = JarEntries.MOST_BYTES;
        Set<CodeSigner> common = null;
        for (JarEntry entry : entries) {
            left -= JarEntries.read(jar, entry, left); // its signers are known once it was read
            if (JarEntries.isSignature(entry) || entry.isDirectory() && entry.getSize() == 0) {
                continue;
            }
            CodeSigner[] signers = entry.getCodeSigners();
            if (signers == null || signers.length == 0) {
                throw unsigned(entry.getName());
            }
            if (common == null) {
                common = new LinkedHashSet<>(Arrays.asList(signers));
            } else {
                common.retainAll(Arrays.asList(signers));
            }
        }
        if (common == null || common.isEmpty()) {
            throw new DistrustException("is signed in parts, and nobody has signed the whole of it");
        }
        return common;
    }

    /** Else it could be put together of two jars of one signer: the JVM is content with digests of single entries. */
    private void wholeManifest(byte[] manifest) throws DistrustException, IOException {
        for (JarEntry entry : entries) {
            if (JarEntries.isSignature(entry)
                    && entry.getName().toUpperCase(Locale.ROOT).endsWith(".SF")) {
                Attributes said;
                try (InputStream in = jar.getInputStream(entry)) {
                    said = new Manifest(in).getMainAttributes();
                }
                if (!vouchesFor(manifest, said)) {
                    throw new DistrustException(
                            "is not signed as a whole: " + DistrustException.shown(entry.getName())
                                    + " vouches for another manifest than the one in it; sign the jar anew, from one that is not signed");
                }
            }
        }
    }

    private static boolean vouchesFor(byte[] manifest, Attributes said) {
        int good = 0;
        for (String algorithm : DIGESTS) {
            String digest = said.getValue(algorithm + "-Digest-Manifest");
            if (digest != null) {
                if (!digest.equals(Base64.getEncoder().encodeToString(digest(algorithm, manifest)))) {
                    return false;
                }
                good++;
            }
        }
        return good > 0;
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] bytes(ZipEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private static boolean hasDigest(@Nullable Attributes section) {
        return section != null
                && section.keySet().stream()
                        .anyMatch(
                                name -> name.toString().toUpperCase(Locale.ROOT).endsWith("-DIGEST"));
    }

    private static DistrustException unsigned(String entry) {
        return new DistrustException(
                "is not signed, or not as a whole: there is no signature that counts for its entry '"
                        + DistrustException.shown(entry)
                        + "'; sign the jar with a key whose certificate is in plugins.certificates");
    }
}
