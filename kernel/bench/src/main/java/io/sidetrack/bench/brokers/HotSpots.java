package io.sidetrack.bench.brokers;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a recorded node spent its time and what it allocated, by method: where it was the last one of ours, on top, or anywhere on
 * the stack. The recording itself is kept.
 */
final class HotSpots {
    static final String FILE = "node.jfr";

    private static final PrintStream OUT = System.out;
    private static final String OURS = "io.sidetrack.";
    private static final int SHOWN = 40;

    private final Map<String, Long> top = new HashMap<>();
    private final Map<String, Long> anywhere = new HashMap<>();
    private final Map<String, Long> ours = new HashMap<>();
    private final Map<String, Long> threads = new HashMap<>();
    private long all;

    private HotSpots() {}

    /** Moves the recording out of the folder of its turn and prints what it says since then; nothing where nothing was recorded. */
    static void print(Path folder, Settings settings, Instant since, int events) throws IOException {
        Path recorded = folder.resolve(FILE);
        if (Files.notExists(recorded)) {
            return;
        }
        Path kept = settings.folder().resolve(folder.getFileName() + ".jfr");
        Files.move(recorded, kept, StandardCopyOption.REPLACE_EXISTING);
        HotSpots time = new HotSpots();
        HotSpots allocated = new HotSpots();
        try (RecordingFile file = new RecordingFile(kept)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getStartTime().isBefore(since)) {
                    continue;
                }
                switch (event.getEventType().getName()) {
                    case "jdk.ExecutionSample" -> time.add(event, "sampledThread", 1);
                    case "jdk.ObjectAllocationSample" -> allocated.add(event, "eventThread", event.getLong("weight"));
                    default -> {}
                }
            }
        }
        OUT.printf("%nrecorded behind the warm-up: %s%n", kept);
        time.print("samples of running Java code", 1);
        allocated.print("bytes allocated per event", 1.0 / events);
    }

    private void add(RecordedEvent event, String thread, long weight) {
        RecordedStackTrace trace = event.getStackTrace();
        if (trace == null || trace.getFrames().isEmpty()) {
            return;
        }
        all += weight;
        if (event.hasField(thread) && event.getThread(thread) != null) {
            String name = String.valueOf(event.getThread(thread).getJavaName());
            threads.merge(name.replaceAll("\\d+", "N"), weight, Long::sum);
        }
        top.merge(name(trace.getFrames().get(0)), weight, Long::sum);
        trace.getFrames().stream()
                .map(HotSpots::name)
                .filter(name -> name.startsWith(OURS))
                .findFirst()
                .ifPresent(name -> ours.merge(name, weight, Long::sum));
        Set<String> once = new HashSet<>();
        for (RecordedFrame frame : trace.getFrames()) {
            if (once.add(name(frame))) {
                anywhere.merge(name(frame), weight, Long::sum);
            }
        }
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private void print(String what, double factor) {
        OUT.printf(Locale.ROOT, "%n%s: %,.0f%n", what, all * factor);
        list("by thread", threads, factor);
        list("by the last method of ours", ours, factor);
        list("on top", top, factor);
        list("on the stack", anywhere, factor);
    }

    private void list(String how, Map<String, Long> counted, double factor) {
        OUT.printf("  %s%n", how);
        counted.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN)
                .forEach(each -> OUT.printf(
                        Locale.ROOT,
                        "  %5.1f %%  %,9.0f  %s%n",
                        100.0 * each.getValue() / all,
                        each.getValue() * factor,
                        each.getKey()));
    }
}
