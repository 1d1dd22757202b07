package io.sidetrack.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;

/**
 * A running {@code bin/sidetrack}. Its standard output and error go to a file of the installation. Close it: that kills what is
 * left of it.
 */
public final class SidetrackProcess implements AutoCloseable {
    private static final int READY_SECONDS = 120;
    private static final int EXIT_SECONDS = 30;
    private static final int POLL_MILLIS = 20;

    private final Process process;
    private final Path log;
    private final Path data;

    SidetrackProcess(Process process, Path log, Path data) {
        this.process = process;
        this.log = log;
        this.data = data;
    }

    /** Waits until {@code /health/ready} says yes; fails with the log where the process ends before, or is late. */
    public void awaitReady() {
        await("ready", READY_SECONDS, () -> url().isPresent() && ready());
    }

    /** Waits until a condition holds; fails with the log where the process ends before, or is late. */
    public void await(String what, int seconds, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (!process.isAlive()) {
                Assertions.fail(
                        "sidetrack ended with " + process.exitValue() + " before it was " + what + ":\n" + log());
            }
            if (System.nanoTime() > deadline) {
                Assertions.fail("sidetrack was not " + what + " within " + seconds + " s:\n" + log());
            }
            pause();
        }
    }

    /** A client that has the administrator's token. */
    public Rest rest() {
        return Rest.of(
                url().orElseThrow(() -> new AssertionError("the node tells no address yet:\n" + log())), token());
    }

    /** Where the node is reachable, as its data folder says; empty while it starts. */
    public Optional<String> url() {
        String note = read(data.resolve("holder")); // once: the note of a process that was killed is being replaced
        return note.lines()
                .filter(line -> note.contains("pid=" + pid() + "\n") && line.startsWith("url="))
                .map(line -> line.substring("url=".length()))
                .findFirst();
    }

    public String token() {
        return read(data.resolve("admin-token")).strip();
    }

    /** The process that runs Java, even where another program started it. */
    public long pid() {
        return process.descendants()
                .map(ProcessHandle::pid)
                .reduce((first, last) -> last)
                .orElse(process.pid());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Everything it printed so far. */
    public String log() {
        return read(log);
    }

    /** Ends it as a power cut would; returns once it is gone. */
    public void kill9() {
        signal("KILL");
        awaitExit();
    }

    /** Asks it to stop, waits, and answers its exit code. */
    public int terminate() {
        signal("TERM");
        return awaitExit();
    }

    /** Sends a signal by its name without {@code SIG}. */
    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public int awaitExit() {
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                Assertions.fail("sidetrack did not end within " + EXIT_SECONDS + " s:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitExit();
    }

    private boolean ready() {
        try {
            return rest().get("/health/ready").status() == 200;
        } catch (UncheckedIOException e) {
            return false; // not listening yet
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
