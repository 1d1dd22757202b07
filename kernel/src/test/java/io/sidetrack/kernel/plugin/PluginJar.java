package io.sidetrack.kernel.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Builds a plugin jar from source text, so that class loading is tested with real jars.
 *
 * <pre>{@code
 * PluginJar.of("trading").contribute("add.processor(\"place\", () -> call -> Result.done().future());").write(folder);
 * }</pre>
 *
 * The plugin class is {@code test.<id without '-'>.ThePlugin} and imports the whole of plugin-api. Sources compile against the
 * test's class path.
 */
public final class PluginJar {
    private final String id;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final Set<String> left = new HashSet<>();
    private String contribute = "";
    private String members = "";
    private String file;

    private PluginJar(String id) {
        this.id = id;
        this.file = id + ".jar";
        property("plugin.id", id);
        property("plugin.version", "1.0.0");
        property("plugin.class", packageName() + ".ThePlugin");
    }

    public static PluginJar of(String id) {
        return new PluginJar(id);
    }

    /** The file's name; the id with {@code .jar} unless given. */
    public PluginJar file(String name) {
        file = name;
        return this;
    }

    public PluginJar version(String version) {
        return property("plugin.version", version);
    }

    /** Sets a line of plugin.properties, or removes it with {@code null}. */
    public PluginJar property(String key, String value) {
        if (value == null) {
            properties.remove(key);
        } else {
            properties.put(key, value);
        }
        return this;
    }

    /** The statements of {@code contribute(Contributions add)}. */
    public PluginJar contribute(String statements) {
        contribute = statements;
        return this;
    }

    /** Further members of the plugin class: constructors, {@code start}, {@code close}, nested classes. */
    public PluginJar members(String code) {
        members = code;
        return this;
    }

    /** A further class, or the plugin class itself in other words. */
    public PluginJar source(String className, String code) {
        sources.put(className, code);
        return this;
    }

    /** Leaves out a class that the others were compiled with. */
    public PluginJar without(String className) {
        left.add(className);
        return this;
    }

    public PluginJar entry(String name, String content) {
        entries.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public String packageName() {
        return "test." + id.replace("-", "");
    }

    /** Compiles, packs, and puts the jar into a folder, which is created when it is missing. */
    public Path write(Path folder) {
        Map<String, String> all = new LinkedHashMap<>(sources);
        all.putIfAbsent(packageName() + ".ThePlugin", pluginClass());
        Map<String, byte[]> content = new LinkedHashMap<>(entries);
        if (!properties.isEmpty()) {
            content.put("plugin.properties", propertiesFile());
        }
        Map<String, byte[]> compiled = compile(all);
        compiled.keySet().removeAll(left);
        compiled.forEach((name, bytes) -> content.put(name.replace('.', '/') + ".class", bytes));
        try {
            Path jar = Files.createDirectories(folder).resolve(file);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
                for (Map.Entry<String, byte[]> entry : content.entrySet()) {
                    out.putNextEntry(new JarEntry(entry.getKey()));
                    out.write(entry.getValue());
                    out.closeEntry();
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String pluginClass() {
        return """
                package %s;

                import io.sidetrack.api.*;
                import io.sidetrack.api.adapter.*;
                import io.sidetrack.api.config.*;
                import io.sidetrack.api.error.*;
                import io.sidetrack.api.event.*;
                import io.sidetrack.api.processor.*;
                import io.sidetrack.pluginprobe.PluginProbe;
                import io.vertx.core.*;
                import io.vertx.core.json.JsonObject;
                import java.util.*;

                public class ThePlugin extends SidetrackPlugin {
                    @Override
                    public void contribute(Contributions add) {
                        %s
                    }

                    %s
                }
                """.formatted(packageName(), contribute, members);
    }

    private byte[] propertiesFile() {
        Properties file = new Properties();
        file.putAll(properties);
        StringWriter writer = new StringWriter();
        try {
            file.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> compile(Map<String, String> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, code) -> units.add(new Source(name, code)));
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
                Memory memory = new Memory(standard)) {
            List<String> options =
                    List.of("-proc:none", "-nowarn", "-classpath", System.getProperty("java.class.path"));
            if (!compiler.getTask(messages, memory, null, options, null, units).call()) {
                throw new IllegalArgumentException("the test plugin does not compile:\n" + messages);
            }
            Map<String, byte[]> classes = new LinkedHashMap<>();
            memory.classes.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String className, String code) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();

        Memory(JavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/')), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    classes.put(className, bytes);
                    return bytes;
                }
            };
        }
    }
}
