package io.sidetrack.bench.start;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One start of a process, measured from outside.
 *
 * @param millis from its start to the line that says that it is ready
 * @param cpuMillis the CPU it had used by then
 * @param idleMebibytes its resident memory after it did nothing for a while
 */
record Started(double millis, double cpuMillis, double idleMebibytes) {
    private static final long IDLE_MILLIS = 3_000;
    private static final long END_SECONDS = 30;

    /** Starts it, waits for a line with 'ready at', lets it be idle, and ends it. */
    static Started of(List<String> command) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder said = new StringBuilder();
            while (true) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IOException(command + " ended before it was ready:\n" + said);
                }
                said.append(line).append('\n');
                if (line.contains("ready at")) {
                    break;
                }
            }
            double millis = (System.nanoTime() - began) / 1e6;
            double cpu = process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
            TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
            return new Started(millis, cpu, resident(process.pid()));
        } finally {
            process.destroy();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    /** Of several starts, the median of each figure. */
    static Started median(List<Started> starts) {
        return new Started(
                middle(starts.stream().mapToDouble(Started::millis).sorted().toArray()),
                middle(starts.stream().mapToDouble(Started::cpuMillis).sorted().toArray()),
                middle(starts.stream()
                        .mapToDouble(Started::idleMebibytes)
                        .sorted()
                        .toArray()));
    }

    String shown() {
        return String.format(
                Locale.ROOT, "%6.0f ms to ready, %6.0f ms of CPU, %4.0f MiB idle", millis, cpuMillis, idleMebibytes);
    }

    private static double middle(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    private static double resident(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        return Double.NaN;
    }
}
