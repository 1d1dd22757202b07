package io.sidetrack.bench.brokers.contender;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Written by hand on kafka-clients, for work that takes time and holds no thread: one thread polls, works at most at so many events
 * at once, one per key, sends each when its time is over and lets the next of its key start once that is confirmed.
 */
public final class BareKeyedLoop {
    private static final long REST_NANOS = 1_000_000;
    private static final int READ_AHEAD = 4_000;

    private final Task task;
    private final long workNanos;
    private final KafkaConsumer<Bytes, byte[]> consumer;
    private final KafkaProducer<Bytes, byte[]> producer;
    private final Watermarks watermarks;
    private final Map<Bytes, Key> keys = new HashMap<>();
    private final ArrayDeque<Event> startable = new ArrayDeque<>();
    private final ArrayDeque<Event> working = new ArrayDeque<>();
    private final Queue<Event> confirmed = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.currentThread();
    private volatile boolean rests;
    private volatile boolean ends;
    private int unconfirmed;
    private int waiting;

    private BareKeyedLoop(Task task) {
        this.task = task;
        this.workNanos = TimeUnit.MILLISECONDS.toNanos(task.workMillis());
        this.consumer = new KafkaConsumer<>(KafkaClients.keyedConsumer(task));
        this.producer = new KafkaProducer<>(KafkaClients.keyedProducer(task));
        this.watermarks = new Watermarks(consumer, this::drain);
    }

    public static void main(String[] arguments) {
        BareKeyedLoop loop = new BareKeyedLoop(Task.ofSystem());
        Ending.run(loop::run, () -> loop.ends = true);
    }

    private void run() {
        consumer.subscribe(List.of(task.input()), watermarks);
        while (!ends) {
            if (waiting < READ_AHEAD) {
                take(consumer.poll(unconfirmed == 0 ? Duration.ofMillis(100) : Duration.ZERO));
            }
            advance();
            watermarks.commitNowAndThen();
        }
        watermarks.finish();
        producer.close();
        consumer.close();
    }

    /** Until nothing is left of what was read. */
    private void drain() {
        while (waiting + unconfirmed > 0) {
            advance();
        }
    }

    private void take(ConsumerRecords<Bytes, byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<Bytes, byte[]>> events = records.records(partition);
            long next = events.get(events.size() - 1).offset() + 1;
            Watermarks.Stretch stretch = watermarks.open(partition, next, events.size());
            for (ConsumerRecord<Bytes, byte[]> record : events) {
                Key key = keys.computeIfAbsent(record.key(), Key::new);
                Event event = new Event(record.value(), key, stretch);
                waiting++;
                if (key.busy) {
                    key.followers.add(event);
                } else {
                    key.busy = true;
                    startable.add(event);
                }
            }
        }
    }

    private void advance() {
        boolean moved = false;
        for (Event event = confirmed.poll(); event != null; event = confirmed.poll()) {
            release(event);
            moved = true;
        }
        long now = System.nanoTime();
        for (Event event = working.peek(); event != null && event.due - now <= 0; event = working.peek()) {
            working.remove();
            producer.send(new ProducerRecord<>(task.output(), event.key.name, Work.touch(event.value)), event);
            moved = true;
        }
        while (working.size() < task.inFlight() && !startable.isEmpty()) {
            Event event = startable.remove();
            event.due = now + workNanos;
            working.add(event);
            unconfirmed++;
            waiting--;
            moved = true;
        }
        if (!moved) {
            rest(now);
        }
    }

    private void release(Event event) {
        unconfirmed--;
        event.stretch.confirmed();
        Event next = event.key.followers.poll();
        if (next == null) {
            event.key.busy = false;
        } else {
            startable.add(next);
        }
    }

    /** Until the next event is due or something is confirmed. */
    private void rest(long now) {
        Event first = working.peek();
        rests = true;
        if (confirmed.isEmpty()) {
            LockSupport.parkNanos(this, first == null ? REST_NANOS : Math.min(REST_NANOS, first.due - now));
        }
        rests = false;
    }

    /** A key with what waits for it. */
    private static final class Key {
        private final Bytes name;
        private final ArrayDeque<Event> followers = new ArrayDeque<>(2);
        private boolean busy;

        Key(Bytes name) {
            this.name = name;
        }
    }

    /** An event that was read and is not confirmed; as a callback it is confirmed. */
    private final class Event implements Callback {
        private final byte[] value;
        private final Key key;
        private final Watermarks.Stretch stretch;
        private long due;

        Event(byte[] value, Key key, Watermarks.Stretch stretch) {
            this.value = value;
            this.key = key;
            this.stretch = stretch;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, @Nullable Exception failure) {
            if (failure != null) {
                Ending.fail(failure);
            }
            confirmed.add(this);
            if (rests) {
                LockSupport.unpark(thread);
            }
        }
    }
}
