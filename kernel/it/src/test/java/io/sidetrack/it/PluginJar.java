package io.sidetrack.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A plugin of a test's own: one source file, compiled against the packed libraries and packed as a plugin is. */
public final class PluginJar {

    private PluginJar() {}

    /**
     * Makes {@code id.jar} below {@code folder}, in version 1.0.0.
     *
     * @param className the plugin's class, which the source holds, in no package
     */
    public static Path of(Path folder, String id, String className, String source) {
        return of(folder, id, "1.0.0", className, source);
    }

    /** Likewise, in some version. */
    public static Path of(Path folder, String id, String version, String className, String source) {
        Path classes = folder.resolve("classes-" + id);
        Path jar = folder.resolve(id + ".jar");
        try (Stream<Path> libraries = Files.list(Path.of(System.getProperty("sidetrack.dist"), "lib"))) {
            Files.createDirectories(classes);
            Path file = Files.writeString(folder.resolve(className + ".java"), source);
            String classPath = String.join(":", libraries.map(Path::toString).toList());
            int failed = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-proc:none", "-cp", classPath, "-d", classes.toString(), file.toString());
            if (failed != 0) {
                throw new AssertionError(
                        "the plugin " + id + " does not compile; the compiler says why on the console");
            }
            pack(
                    jar,
                    classes,
                    "plugin.id=" + id + "\nplugin.version=" + version + "\nplugin.class=" + className + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    private static void pack(Path jar, Path classes, String properties) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.list(classes)) {
            add(out, "plugin.properties", properties.getBytes(UTF_8));
            for (Path file : files.toList()) {
                add(out, file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
    }

    private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
        jar.closeEntry();
    }
}
