package io.sidetrack.kernel.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The node's own copy of a dropped jar. Whatever happens to the drop folder afterwards, this is what was checked and what runs.
 *
 * @param name the file name in the drop folder
 * @param path the copy, named by its SHA-256
 */
record PrivateCopy(String name, Path path, String sha256) {

    /** Copies and hashes in one pass; the copy appears whole or not at all. */
    static PrivateCopy take(Path dropped, Path folder) throws PluginFailure {
        String name = String.valueOf(dropped.getFileName());
        try {
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(folder, "copy-", ".tmp");
            try {
                String sha256 = copy(dropped, unfinished);
                Path path = folder.resolve(sha256 + ".jar");
                Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return new PrivateCopy(name, path, sha256);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new PluginFailure("could not be copied to " + folder + ": " + PluginFailure.describe(e), e);
        }
    }

    private static String copy(Path from, Path to) throws IOException {
        MessageDigest digest = newDigest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(from), digest)) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }
}
