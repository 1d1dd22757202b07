package io.sidetrack.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A home of its own for one test: the packed distribution's programs and libraries with an empty {@code plugins/}, a
 * configuration that listens on any free port, and no data. Nothing is shared between two installations.
 */
public final class Installation {
    private static final Path DIST = Path.of(Objects.requireNonNull(System.getProperty("sidetrack.dist")));
    private static final int COMMAND_SECONDS = 60;
    /** Nodes of tests live for seconds: most of their CPU would go into compiling what never pays. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private final Path home;
    private final List<String> prefix = new ArrayList<>();
    private Path logs;
    private Path javaHome;
    private int started;

    private Installation(Path home) {
        this.home = home;
        this.logs = home;
    }

    /** An installation below {@code folder}, which JUnit's {@code @TempDir} gives. */
    public static Installation in(Path folder) {
        Path home = folder.resolve("sidetrack").toAbsolutePath();
        try {
            Files.createDirectories(home.resolve("bin"));
            Files.createDirectories(home.resolve("conf"));
            Files.createDirectories(home.resolve("plugins"));
            Files.copy(DIST.resolve("bin/sidetrack"), home.resolve("bin/sidetrack"));
            for (String shared : List.of("lib", "samples", "sdk")) {
                Files.createSymbolicLink(home.resolve(shared), DIST.resolve(shared));
            }
            for (Path conf : list(DIST.resolve("conf"))) {
                Files.copy(conf, home.resolve("conf").resolve(conf.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Installation(home).config("http: {port: 0}");
    }

    /** Replaces {@code conf/sidetrack.yaml}. Give {@code http: {port: 0}}, or name a port on purpose. */
    public Installation config(String yaml) {
        return write(home.resolve("conf/sidetrack.yaml"), yaml);
    }

    /** Drops the jars of the samples into {@code plugins/}. */
    public Installation withSamplePlugins() {
        try {
            for (Path jar : list(DIST.resolve("samples"))) {
                if (jar.toString().endsWith(".jar")) {
                    plugin(jar);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Drops the jar of a plugin into {@code plugins/} that the distribution brings along, such as {@code broker-kafka}. */
    public Installation bundled(String plugin) {
        return plugin(DIST.resolve("plugins/sidetrack-" + plugin + ".jar"));
    }

    /** Drops a copy of a jar into {@code plugins/}. */
    public Installation plugin(Path jar) {
        try {
            Files.copy(jar, home.resolve("plugins").resolve(jar.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Copies a jar over what lies in {@code plugins/} under its name, as {@code cp} does while the node runs. */
    public void replacePlugin(Path jar) {
        try {
            Files.copy(jar, home.resolve("plugins").resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a jar out of {@code plugins/}. */
    public void removePlugin(String jar) {
        try {
            Files.delete(home.resolve("plugins").resolve(jar));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the program by another one, such as {@code strace -f}. */
    public Installation under(String... command) {
        prefix.addAll(List.of(command));
        return this;
    }

    /** Runs on the Java of that folder. */
    public Installation onJava(Path home) {
        javaHome = home;
        return this;
    }

    /** What it prints goes into a file of that folder. */
    public Installation logInto(Path other) {
        logs = other;
        return this;
    }

    public Path home() {
        return home;
    }

    public Path data() {
        return home.resolve("data");
    }

    /** Starts {@code run} and waits until it is ready; fails with the log where it is not within the bound. */
    public SidetrackProcess run(String... options) {
        SidetrackProcess process = launch(with("run", options));
        process.awaitReady();
        return process;
    }

    /** Starts a command that goes on, such as {@code run} or {@code demo}, and waits for nothing. */
    public SidetrackProcess launch(String... command) {
        Path log = logs.resolve("console-" + ++started + ".log");
        try {
            Process process = builder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new SidetrackProcess(process, log, data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end. */
    public Finished command(String... command) throws InterruptedException {
        return commandWithInput("", command);
    }

    /** Runs a command to its end with something on its standard input. */
    public Finished commandWithInput(String input, String... command) throws InterruptedException {
        try {
            int number = ++started;
            File in = home.resolve("in-" + number).toFile();
            File out = home.resolve("out-" + number).toFile();
            File err = home.resolve("err-" + number).toFile();
            Files.writeString(in.toPath(), input);
            Process process = builder(command)
                    .redirectInput(in)
                    .redirectOutput(out)
                    .redirectError(err)
                    .start();
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("sidetrack " + String.join(" ", command) + " did not end within "
                        + COMMAND_SECONDS + " s; it printed:\n" + Files.readString(out.toPath())
                        + Files.readString(err.toPath()));
            }
            return new Finished(
                    process.exitValue(), Files.readString(out.toPath(), UTF_8), Files.readString(err.toPath(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Installation write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private ProcessBuilder builder(String... command) {
        List<String> line = new ArrayList<>(prefix);
        line.add(home.resolve("bin/sidetrack").toString());
        line.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(line).directory(home.toFile());
        builder.environment().putIfAbsent("SIDETRACK_OPTS", SHORT_LIVED);
        if (javaHome != null) {
            builder.environment().put("JAVA_HOME", javaHome.toString());
        }
        return builder;
    }

    private static String[] with(String first, String... rest) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** What a command left. */
    public record Finished(int exit, String out, String err) {}
}
