package io.sidetrack.bench.embedded;

import io.cloudevents.CloudEvent;
import io.sidetrack.bench.running.BenchEvents;
import io.sidetrack.bench.running.Ratios;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** So many publishers that each send one batch after the other. Numbers of events are never used twice. */
record Load(int publishers, int batch) {
    private static final int KEYS = 10_000;
    private static final int MOST_BATCHES = 100_000;
    private static final AtomicLong NUMBERS = new AtomicLong();

    record Figures(double perSecond, double medianMillis) {}

    Figures measure(Contender contender, long millis) throws Exception {
        List<Sender> senders = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < publishers; i++) {
            Sender sender = new Sender(contender, began + TimeUnit.MILLISECONDS.toNanos(millis));
            senders.add(sender);
            sender.start();
        }
        long batches = 0;
        for (Sender sender : senders) {
            sender.join();
            if (sender.failure != null) {
                throw new IllegalStateException("a publisher failed", sender.failure);
            }
            batches += sender.count;
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        long[] nanos = senders.stream()
                .flatMapToLong(sender -> Arrays.stream(sender.nanos, 0, sender.count))
                .toArray();
        return new Figures(batches * batch / seconds, Ratios.percentile(nanos, 0.5) / 1e6);
    }

    private final class Sender extends Thread {
        private final Contender contender;
        private final long end;
        private final long[] nanos = new long[MOST_BATCHES];
        private int count;
        private @Nullable Exception failure;

        Sender(Contender contender, long end) {
            this.contender = contender;
            this.end = end;
        }

        @Override
        public void run() {
            try (Contender.Publisher publisher = contender.publisher()) {
                do { // at least once, however late the thread has started
                    List<CloudEvent> events = BenchEvents.batch(NUMBERS.getAndAdd(batch), batch, KEYS);
                    long began = System.nanoTime();
                    publisher.publish(events);
                    nanos[count++] = System.nanoTime() - began;
                } while (System.nanoTime() < end && count < nanos.length);
            } catch (Exception e) {
                failure = e;
            }
        }
    }
}
