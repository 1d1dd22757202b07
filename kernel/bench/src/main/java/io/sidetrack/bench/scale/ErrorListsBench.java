package io.sidetrack.bench.scale;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.bench.running.BenchEvents;
import io.sidetrack.bench.running.BenchFolder;
import io.sidetrack.bench.running.Ratios;
import io.sidetrack.bench.running.RunningEngine;
import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.ErrorStore.Page;
import io.sidetrack.kernel.store.Status;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Lists and searches with very many errored events, each made by the engine from an event that failed: how long a page of 50 takes.
 * {@code ErrorListsBench [FOLDER [ERRORED [ASKED]]]}
 */
public final class ErrorListsBench {
    private static final PrintStream OUT = System.out;
    private static final int BATCH = 1_000;
    private static final int PAGE = 50;
    private static final String RARE = "needle";
    private static final String[] WORDS = words();

    private final RunningEngine engine;
    private final int asked;
    private final Random random = new Random(3);

    private ErrorListsBench(RunningEngine engine, int asked) {
        this.engine = engine;
        this.asked = asked;
    }

    public static void main(String[] arguments) throws Exception {
        int errored = BenchFolder.number(arguments, 1, 100_000) / BATCH * BATCH;
        try (BenchFolder folder = BenchFolder.of(arguments, "error-lists")) {
            run(folder, errored, BenchFolder.number(arguments, 2, 100));
        }
    }

    private static void run(BenchFolder folder, int errored, int asked) throws Exception {
        Path home = folder.make();
        try (RunningEngine engine = new RunningEngine(home, call -> {
            throw new EventRejectedException("no " + call.event().getType());
        })) {
            engine.start();
            engine.publishAll(errored / BATCH, batch -> batch((long) batch * BATCH, errored));
            engine.awaitAside(errored);
            long began = System.nanoTime();
            engine.awaitIndexed();
            OUT.printf(
                    "%,d errored events of %d bytes, pages of %d, on %s%n",
                    errored, BenchEvents.BYTES, PAGE, folder.kind());
            OUT.printf(
                    "the index of their texts was ready %.1f s after the last was parked; %,d MB beside the store's %,d MB%n",
                    (System.nanoTime() - began) / 1e9,
                    megabytes(home, "sidetrack.db-search"),
                    megabytes(home, "sidetrack.db"));
            new ErrorListsBench(engine, asked).run(errored);
        }
    }

    private static long megabytes(Path home, String file) throws IOException {
        return Files.size(home.resolve(file)) >> 20;
    }

    private static String[] words() {
        Random random = new Random(1);
        String[] words = new String[2_000];
        for (int i = 0; i < words.length; i++) {
            StringBuilder word = new StringBuilder();
            for (int left = 2 + random.nextInt(8); left > 0; left--) {
                word.append((char) ('a' + random.nextInt(26)));
            }
            words[i] = word.toString();
        }
        return words;
    }

    /** Words that differ from event to event, about as many bytes as other events of benches. */
    private static String text(long number, String word) {
        Random random = new Random(number);
        StringBuilder text = new StringBuilder(word)
                .append(" t-")
                .append(number)
                .append(" 주문")
                .append(number % 1_000);
        while (text.length() < BenchEvents.BYTES - 48) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    /** A key each, ten types, and one word that stands in the oldest event alone. */
    private static List<CloudEvent> batch(long first, int errored) {
        List<CloudEvent> batch = new ArrayList<>(BATCH);
        for (long number = first; number < Math.min(errored, first + BATCH); number++) {
            batch.add(BenchEvents.event(
                    number,
                    BenchEvents.key(number),
                    "type-" + number % 10,
                    text(number, number == 0 ? RARE : "hay-" + number % 100)));
        }
        return batch;
    }

    private void run(int errored) throws Exception {
        List<String> cursors = cursors();
        ErroredSummary some = page(ErrorFilter.all(), null).items().get(0);
        String group = some.cause().fingerprint();
        ask("newest", asked, () -> page(ErrorFilter.all(), null));
        ask("any page", asked, () -> page(ErrorFilter.all(), cursors.get(random.nextInt(cursors.size()))));
        ask("open", asked, () -> page(filter(List.of(Status.OPEN), null, null, null, null), null));
        ask("discarded (none)", asked, () -> page(filter(List.of(Status.DISCARDED), null, null, null, null), null));
        ask("of a type", asked, () -> page(filter(null, null, "type-3", null, null), null));
        ask("of a type (none)", asked, () -> page(filter(null, null, "nothing", null, null), null));
        ask("of a key", asked, () -> {
            String key = BenchEvents.key(random.nextInt(errored));
            return page(filter(null, key, null, null, null), null);
        });
        ask("of a group", asked, () -> page(filter(null, null, null, group, null), null));
        ask("search, frequent", asked, () -> page(filter(null, null, null, null, "hay-7"), null));
        ask("search, the oldest", asked, () -> page(filter(null, null, null, null, RARE), null));
        ask("search, a number", asked, () -> {
            String number = "t-" + random.nextInt(errored);
            return page(filter(null, null, null, null, number), null);
        });
        ask("search, five words", asked, () -> {
            String words = text(random.nextInt(errored), "").substring(40, 70);
            return page(filter(null, null, null, null, words), null);
        });
        ask("search, in a group", asked, () -> page(filter(null, null, null, group, "hay-99"), null));
        ask("search, nowhere", asked, () -> page(filter(null, null, null, null, "nowhere"), null));
        ask("search, 주문123", asked, () -> page(filter(null, null, null, null, "주문123"), null));
        ask("search, two characters", asked, () -> page(filter(null, null, null, null, "é "), null));
        ask("search, one character", 10, () -> page(filter(null, null, null, null, "é"), null));
        ask(
                "one with its history",
                asked,
                () -> engine.store().errors().find(some.id()).await());
        OUT.println("aim: p95 below 100 ms");
    }

    private List<String> cursors() {
        List<String> cursors = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            cursor = engine.store()
                    .errors()
                    .list(ErrorFilter.all(), cursor, 1_000)
                    .await()
                    .cursor();
            if (cursor != null) {
                cursors.add(cursor);
            }
        } while (cursor != null);
        return cursors;
    }

    private Page<ErroredSummary> page(ErrorFilter filter, @Nullable String cursor) {
        return engine.store().errors().list(filter, cursor, PAGE).await();
    }

    private static ErrorFilter filter(
            @Nullable List<Status> status,
            @Nullable String key,
            @Nullable String type,
            @Nullable String group,
            @Nullable String q) {
        return new ErrorFilter(status, null, key, type, group, q, null, null);
    }

    private static void ask(String what, int times, Callable<?> question) throws Exception {
        long[] nanos = new long[times];
        question.call();
        for (int i = 0; i < times; i++) {
            long began = System.nanoTime();
            question.call();
            nanos[i] = System.nanoTime() - began;
        }
        OUT.printf(
                "%-24s p50 %8.2f ms   p95 %8.2f ms   greatest %8.2f ms%n",
                what,
                Ratios.percentile(nanos, 0.5) / 1e6,
                Ratios.percentile(nanos, 0.95) / 1e6,
                Ratios.percentile(nanos, 1) / 1e6);
    }
}
