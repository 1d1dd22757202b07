package io.sidetrack.kernel.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's own copy of a dropped jar. Whatever happens to the drop folder afterwards, this is what was checked and what runs.
 *
 * @param name the file name in the drop folder
 * @param path the copy, named by its SHA-256
 */
record PrivateCopy(String name, Path path, String sha256) {
    private static final Logger LOG = LoggerFactory.getLogger(PrivateCopy.class);

    /** Copies and hashes in one pass; the copy appears whole or not at all. */
    static PrivateCopy take(Path dropped, Path folder) throws PluginFailure {
        String name = String.valueOf(dropped.getFileName());
        try {
            if (!Files.readAttributes(dropped, BasicFileAttributes.class).isRegularFile()) {
                throw new PluginFailure("is neither a file nor a link to one"); // a pipe would never end
            }
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

    /** The copy of that digest that lies in the folder already, under another name in the drop folder; {@code null} where none does. */
    static @Nullable PrivateCopy kept(String name, Path folder, String sha256) {
        Path path = folder.resolve(sha256 + ".jar");
        return Files.isRegularFile(path) ? new PrivateCopy(name, path, sha256) : null;
    }

    PrivateCopy named(String other) {
        return new PrivateCopy(other, path, sha256);
    }

    /** Deletes what nobody needs any more, half a copy included; what cannot be deleted is named in the log. */
    static void keepOnly(Path folder, Set<String> digests) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{jar,tmp}")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!digests.contains(name.replaceFirst("\\.jar$", ""))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("old copies of plugins stay in {}: {}", folder, e.toString());
        }
    }

    /** Puts a copy of it into a folder under its name: there is either what was there before, or the whole of it. */
    void putInto(Path folder) throws IOException {
        Path unfinished = Files.createTempFile(Files.createDirectories(folder), ".", ".part");
        try {
            Files.copy(path, unfinished, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    unfinished,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
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
