package io.sidetrack.bench.brokers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The process of a contender, weighed from outside. Not thread-safe. */
final class ContenderProcess implements AutoCloseable {
    private static final int END_SECONDS = 60;
    private static final int TAIL = 4_000;
    /** {@code USER_HZ}, which Linux shows to programs as 100 on every machine that a JDK runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TICKS = 11;

    private final String name;
    private final Process process;
    private final Path log;
    private final Map<String, Double> threads = new HashMap<>();
    private Instant marked = Instant.now();

    private ContenderProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** @param javaOptions for the node, whose script takes them from the environment; others have them in their command */
    static ContenderProcess start(String name, List<String> command, String javaOptions, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SIDETRACK_OPTS", javaOptions);
        return new ContenderProcess(name, builder.start(), log);
    }

    String name() {
        return name;
    }

    /** @throws IllegalStateException with what it said, where it has ended by itself */
    void checkAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " ended with " + process.exitValue() + ":\n" + said());
        }
    }

    /** The end of what it printed. */
    String said() throws IOException {
        String all = Files.readString(log, StandardCharsets.UTF_8);
        return all.substring(Math.max(0, all.length() - TAIL));
    }

    /** User and system time since its start. */
    double cpuSeconds() throws IOException {
        return cpuSeconds(Files.readString(proc().resolve("stat")));
    }

    /** The warm-up is over: what is told of threads and of a recording counts from now on. */
    void mark() throws IOException {
        marked = Instant.now();
        threads.clear();
        threads.putAll(cpuByThread());
    }

    /** When it was last {@linkplain #mark marked}, else its start. */
    Instant marked() {
        return marked;
    }

    /** Which of its threads used how much CPU since {@link #mark}, those of the JVM itself included; nothing without it. */
    void printThreads() throws IOException {
        if (threads.isEmpty()) {
            return;
        }
        System.out.printf("%nCPU seconds of %s by thread, behind the warm-up%n", name);
        Map<String, Double> used = cpuByThread();
        threads.forEach((thread, before) -> used.merge(thread, -before, Double::sum));
        used.entrySet().stream()
                .filter(each -> each.getValue() > 0.02)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(each -> System.out.printf(Locale.ROOT, "  %6.2f  %s%n", each.getValue(), each.getKey()));
    }

    private Map<String, Double> cpuByThread() throws IOException {
        Map<String, Double> seconds = new HashMap<>();
        try (Stream<Path> tasks = Files.list(proc().resolve("task"))) {
            for (Path task : tasks.toList()) {
                String stat;
                try {
                    stat = Files.readString(task.resolve("stat"));
                } catch (IOException e) {
                    continue; // the thread has ended
                }
                String thread = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                seconds.merge(thread, cpuSeconds(stat), Double::sum);
            }
        }
        return seconds;
    }

    private static double cpuSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1])) / TICKS_PER_SECOND;
    }

    private Path proc() {
        return Path.of("/proc", Long.toString(process.pid()));
    }

    /** The most memory that it ever had resident. */
    double peakMebibytes() throws IOException {
        for (String line : Files.readAllLines(proc().resolve("status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("the system does not tell the peak memory of " + name);
    }

    /** Lets it finish in order: what is confirmed is acknowledged then. */
    void end() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(name + " did not end within " + END_SECONDS + " s:\n" + said());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
