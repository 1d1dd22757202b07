package io.sidetrack.kernel.plugin.trust;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What may lie in a jar at all, signed or not. Nothing is ever extracted, so a name that leads out of a folder does no harm here; who
 * wrote it meant harm, though, and the jar is refused whole. Limits keep a small file from taking memory and time without end; only
 * the manifest and the signatures are unpacked to see that they keep them. Stateless.
 */
public final class JarEntries {
    /** As many as a zip without extensions can have. */
    static final int MOST = 65_535;

    /** Of all entries together, unpacked. */
    static final long MOST_BYTES = 1L << 30;

    /** Of the manifest and the signatures together, unpacked: the JVM reads them into memory whole. */
    static final int MOST_SIGNATURE_BYTES = 16 << 20;

    /** The manifest, and what is not signed because it signs, by the JAR file specification. */
    private static final Pattern SIGNATURE =
            Pattern.compile("META-INF/(MANIFEST\\.MF|[^/]+\\.(SF|RSA|DSA|EC))", Pattern.CASE_INSENSITIVE);

    private static final Pattern LEADS_OUT =
            Pattern.compile("(/|[A-Za-z]:).*|(.*/)?\\.\\.?(/.*)?|.*[\\\\\\p{Cntrl}].*", Pattern.DOTALL);

    private JarEntries() {}

    /** @throws DistrustException where the jar is hostile, or larger than any plugin needs to be */
    public static void check(ZipFile jar) throws DistrustException, IOException {
        if (jar.size() > MOST) {
            throw new DistrustException("has " + jar.size() + " entries; a plugin may have " + MOST);
        }
        long bytes = 0;
        long signatures = 0;
        for (ZipEntry entry : Collections.list(jar.entries())) {
            if (LEADS_OUT.matcher(entry.getName()).matches()) {
                throw new DistrustException("is hostile: the name of its entry '"
                        + DistrustException.shown(entry.getName())
                        + "' leads out of any folder it were extracted to; nothing of it was extracted or loaded");
            }
            if (entry.getSize() < 0 || entry.getSize() > MOST_BYTES - bytes) {
                throw tooLarge();
            }
            bytes += entry.getSize();
            if (isSignature(entry)) {
                signatures += read(jar, entry, MOST_SIGNATURE_BYTES - signatures);
            }
        }
    }

    static boolean isSignature(ZipEntry entry) {
        return SIGNATURE.matcher(entry.getName()).matches();
    }

    /** Unpacks an entry and answers how large it is, whatever it says itself. */
    static long read(ZipFile jar, ZipEntry entry, long most) throws DistrustException, IOException {
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        try (InputStream in = jar.getInputStream(entry)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
                if (bytes > most) {
                    throw isSignature(entry)
                            ? new DistrustException("has a manifest and signatures of more than " + MOST_SIGNATURE_BYTES
                                    + " bytes, unpacked")
                            : tooLarge();
                }
            }
        }
        return bytes;
    }

    private static DistrustException tooLarge() {
        return new DistrustException(
                "is larger than a plugin may be: unpacked it has more than " + MOST_BYTES + " bytes");
    }
}
