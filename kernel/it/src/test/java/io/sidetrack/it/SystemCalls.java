package io.sidetrack.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process asks of the kernel: strace is attached to it until this is closed, and is asked afterwards. */
final class SystemCalls implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("(\\d+)\\s+(.*)");
    private static final String UNFINISHED = " <unfinished ...>";
    private static final int SECONDS = 30;

    private final Process strace;
    private final Path trace;

    private SystemCalls(Process strace, Path trace) {
        this.strace = strace;
        this.trace = trace;
    }

    /** Returns once every thread of the process is traced. Fails, and names what is missing, where it cannot be. */
    static SystemCalls of(SidetrackProcess traced, Path folder) {
        Path trace = folder.resolve("strace.txt");
        Path said = folder.resolve("strace-says.txt");
        try {
            Process strace = new ProcessBuilder(
                            "strace",
                            "-f",
                            "-y",
                            "-s",
                            "9000",
                            "-e",
                            "signal=none",
                            "-o",
                            trace.toString(),
                            "-e",
                            "trace=read,readv,recvfrom,write,writev,sendto,sendmsg,pwrite64,fsync,fdatasync",
                            "-p",
                            Long.toString(traced.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            SystemCalls calls = new SystemCalls(strace, trace);
            traced.await("traced", SECONDS, () -> {
                if (!strace.isAlive()) {
                    throw new AssertionError("strace ended with " + strace.exitValue() + ": " + read(said)
                            + "It must be allowed to trace a process of this user: run as root; in a container give it the"
                            + " capability SYS_PTRACE.");
                }
                return read(said).contains(" attached");
            });
            return calls;
        } catch (IOException e) {
            throw new AssertionError("strace cannot be started (" + e.getMessage() + "); run .ci/prepare", e);
        }
    }

    /** Every call, in the order in which they were begun. Ends the tracing. */
    List<Call> all() {
        close();
        List<Call> calls = new ArrayList<>();
        Map<String, Integer> unfinished = new HashMap<>();
        String[] lines = read(trace).split("\n");
        for (int number = 0; number < lines.length; number++) {
            Matcher line = LINE.matcher(lines[number]);
            if (!line.matches()) {
                continue;
            }
            String thread = line.group(1);
            String text = line.group(2);
            if (text.endsWith(UNFINISHED)) {
                unfinished.put(thread, calls.size());
                calls.add(new Call(number, Integer.MAX_VALUE, text.substring(0, text.length() - UNFINISHED.length())));
            } else if (text.startsWith("<... ") && unfinished.containsKey(thread)) {
                int begun = unfinished.remove(thread);
                Call call = calls.get(begun);
                calls.set(begun, new Call(call.begun(), number, call.text() + text.substring(text.indexOf('>') + 1)));
            } else {
                calls.add(new Call(number, number, text));
            }
        }
        return calls;
    }

    @Override
    public void close() {
        strace.destroy();
        try {
            if (!strace.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("strace does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One call.
     *
     * @param begun a number that grows in the order of what happened
     * @param ended the same, when it returned
     * @param text its name, arguments and result, files and sockets by their names
     */
    record Call(int begun, int ended, String text) {

        boolean is(String... names) {
            for (String name : names) {
                if (text.startsWith(name + "(")) {
                    return true;
                }
            }
            return false;
        }

        boolean on(String file) {
            return text.substring(0, Math.min(text.length(), 300)).contains(file + ">");
        }

        boolean has(String... texts) {
            for (String each : texts) {
                if (!text.contains(each)) {
                    return false;
                }
            }
            return true;
        }

        /** The first call that is such and had not begun when this one returned. */
        Call then(String what, List<Call> calls, Predicate<Call> such) {
            return calls.stream()
                    .filter(call -> call.begun > ended && such.test(call))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + what + " after " + this));
        }
    }
}
