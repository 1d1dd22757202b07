package io.sidetrack.kernel.plugin.trust;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The content of a jar, to be written and then changed as somebody would who means harm. */
public final class Jar {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /** The signatures included. */
    public static Jar of(Path file) {
        Jar jar = new Jar();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                try (InputStream in = zip.getInputStream(entry)) {
                    jar.entries.put(entry.getName(), in.readAllBytes());
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Jar with(String name, String content) {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Jar with(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    Jar with(Jar other) {
        entries.putAll(other.entries);
        return this;
    }

    Jar without(String name) {
        entries.remove(name);
        return this;
    }

    byte[] entry(String name) {
        return entries.get(name);
    }

    public Path write(Path file) {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives an entry another name of the same length, in what the file says of it twice. */
    static Path rename(Path file, String from, String to) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        return Files.write(file, text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Lets the directory of a file say that its only entry has that size unpacked. */
    static Path claim(Path file, int size) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int header = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("PK\1\2");
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(header + 24, size);
        return Files.write(file, bytes);
    }
}
