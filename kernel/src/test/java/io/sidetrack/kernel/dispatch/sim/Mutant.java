package io.sidetrack.kernel.dispatch.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The engine with one defect: a source file is changed as text, compiled in memory, and loaded together with the engine and the
 * simulator by a class loader of its own. The engine itself knows nothing of it.
 */
final class Mutant {
    private static final String ENGINE = "io.sidetrack.kernel.dispatch.";
    private static final Path SOURCES = Path.of("src/main/java/io/sidetrack/kernel/dispatch");

    private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

    /** Each text is replaced by the one behind it, and must stand in the file exactly once; white space does not count. */
    Mutant(String file, String... texts) throws IOException {
        String source = Files.readString(SOURCES.resolve(file));
        for (int i = 0; i < texts.length; i += 2) {
            Pattern text = Pattern.compile(Arrays.stream(texts[i].trim().split("\\s+"))
                    .map(Pattern::quote)
                    .collect(Collectors.joining("\\s+")));
            assertThat(text.matcher(source).results().count())
                    .as(
                            "how often '%s' stands in %s (has the engine changed? then change the mutation)",
                            texts[i], file)
                    .isEqualTo(1);
            source = text.matcher(source).replaceFirst(Matcher.quoteReplacement(texts[i + 1]));
        }
        compile(file, source);
    }

    /** What the simulator says of it. */
    String firstViolation(long seeds) throws ReflectiveOperationException {
        Class<?> hunt = Class.forName(ENGINE + "sim.Hunt", true, new EngineLoader());
        return (String) hunt.getMethod("firstViolation", long.class, long.class).invoke(null, 0L, seeds);
    }

    /** What the simulator says of it in a pinned world. */
    String firstViolation(Pinned pinned, long seeds) throws ReflectiveOperationException {
        Class<?> hunt = Class.forName(ENGINE + "sim.Hunt", true, new EngineLoader());
        return (String)
                hunt.getMethod("firstViolation", String.class, long.class).invoke(null, pinned.name(), seeds);
    }

    private void compile(String file, String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null);
                Output output = new Output(files)) {
            boolean compiled = compiler.getTask(
                            null,
                            output,
                            problems,
                            List.of("-proc:none", "-nowarn", "-classpath", System.getProperty("java.class.path")),
                            null,
                            List.of(new Source(file, source)))
                    .call();
            assertThat(compiled)
                    .as(() -> problems.getDiagnostics().stream()
                            .map(Object::toString)
                            .collect(Collectors.joining("\n")))
                    .isTrue();
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///io/sidetrack/kernel/dispatch/" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private final class Output extends ForwardingJavaFileManager<StandardJavaFileManager> {
        Output(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location,
                String name,
                JavaFileObject.Kind kind,
                @Nullable FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    classes.put(name, bytes);
                    return bytes;
                }
            };
        }
    }

    /** Defines the engine and the simulator itself; everything else is its parent's. */
    private final class EngineLoader extends ClassLoader {
        EngineLoader() {
            super(Mutant.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(ENGINE)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            ByteArrayOutputStream mutated = classes.get(name);
            try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = mutated != null ? mutated.toByteArray() : file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
