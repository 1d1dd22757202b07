package io.sidetrack.testkit.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A server in a JVM of its own that ends with this one. */
final class ServerProcess {
    private static final int LINES_OF_LOG = 60;

    private final String name;
    private final Process process;
    private final Path log;
    private final CompletableFuture<Boolean> ready;

    private ServerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.ready = CompletableFuture.supplyAsync(this::readsReady, task -> daemon("ready-" + process.pid(), task));
    }

    static ServerProcess start(
            String name, Class<?> main, String classPath, List<String> jvmOptions, List<String> arguments, Path log)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add(main.getName());
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("CLASSPATH", classPath); // longer than a command line may be
        return new ServerProcess(name, builder.start(), log);
    }

    /** Where a class of this JVM was loaded from. */
    static String classPathOf(Class<?> type) {
        try {
            return new File(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitReady(Duration deadline) {
        try {
            if (ready.get(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            throw new IllegalStateException(name + " did not start; " + endOfLog());
        } catch (TimeoutException e) {
            kill();
            throw new IllegalStateException(name + " did not start within " + deadline + "; " + endOfLog());
        } catch (ExecutionException e) {
            throw new IllegalStateException(name + " did not start; " + endOfLog(), e);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " started", e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    void terminate(Duration deadline) {
        process.toHandle().destroy(); // the process's own would close its standard input, which halts it at once
        if (!ends(deadline)) {
            kill();
        }
    }

    void kill() {
        process.destroyForcibly();
        if (!ends(Duration.ofSeconds(10))) {
            throw new IllegalStateException(name + " is still there after kill -9, as process " + process.pid());
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean ends(Duration deadline) {
        try {
            return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private boolean readsReady() {
        try {
            BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
            String line = said.readLine();
            while (line != null && !line.equals(ChildProcess.READY)) {
                line = said.readLine();
            }
            return line != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log);
            int from = Math.max(0, lines.size() - LINES_OF_LOG);
            return "the end of " + log + ":\n" + String.join("\n", lines.subList(from, lines.size()));
        } catch (IOException e) {
            return "its log " + log + " cannot be read: " + e.getMessage();
        }
    }
}
