package io.sidetrack.kernel.store;

import io.cloudevents.CloudEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Channels in memory that answer on a thread of their own, as the store does, for tests that need what a real store cannot be
 * made to do at a chosen moment: a read that saw the channel before an append and answers after it, a gap, a failure.
 */
public final class MemoryChannelStore implements ChannelStore, AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final List<Runnable> heldReads = new ArrayList<>();
    private final List<Integer> readLimits = new ArrayList<>();
    private boolean holding;
    private boolean atOnce;
    private @Nullable RuntimeException failure;
    private @Nullable RuntimeException readFailure;

    private static final class Channel {
        private final TreeMap<Long, ChannelEvent> events = new TreeMap<>();
        private final Map<String, Long> ids = new HashMap<>();
        private final List<Consumer<Long>> listeners = new ArrayList<>();
        private ChannelSpec spec = new ChannelSpec("", Duration.ZERO, Long.MAX_VALUE);
        private long last;
    }

    public MemoryChannelStore(String... names) {
        for (String name : names) {
            channels.put(name, new Channel());
        }
    }

    /** Reads are answered before they return, as by a store that has the events at hand. */
    public synchronized void answerReadsAtOnce() {
        atOnce = true;
    }

    /** From now on a read looks at once and answers only after {@link #releaseReads}. */
    public synchronized void holdReads() {
        holding = true;
    }

    public synchronized void releaseReads() {
        holding = false;
        heldReads.forEach(thread::execute);
        heldReads.clear();
    }

    /** Waits until a read has looked and is held. */
    public synchronized void awaitHeldRead() {
        await(() -> !heldReads.isEmpty());
    }

    /** Waits until everything that the store's thread was given has run. */
    public void awaitQuiet() {
        try {
            thread.submit(() -> {}).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public void awaitEvents(String channel, int count) {
        await(() -> find(channel).events.size() >= count);
    }

    public void awaitType(String channel, String type) {
        await(() -> find(channel).events.values().stream()
                .anyMatch(event -> event.event().getType().equals(type)));
    }

    private synchronized void await(BooleanSupplier done) {
        try {
            while (!done.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads fail from now on. */
    public synchronized void failReads(RuntimeException cause) {
        readFailure = cause;
    }

    /** The limits of all reads so far. */
    public synchronized List<Integer> readLimits() {
        return List.copyOf(readLimits);
    }

    /** Everything fails from now on, or works again with {@code null}. */
    public synchronized void fail(@Nullable RuntimeException cause) {
        failure = cause;
    }

    /** Leaves out the next {@code count} positions. */
    public synchronized void skip(String channel, long count) {
        find(channel).last += count;
    }

    public synchronized int listeners(String channel) {
        return find(channel).listeners.size();
    }

    public synchronized List<CloudEvent> events(String channel) {
        return find(channel).events.values().stream().map(ChannelEvent::event).toList();
    }

    @Override
    public synchronized Future<Void> declare(List<ChannelSpec> specs) {
        specs.forEach(spec -> channels.computeIfAbsent(spec.name(), name -> new Channel()).spec = spec);
        return answer(() -> null);
    }

    @Override
    public synchronized Future<List<Appended>> append(String name, List<CloudEvent> batch) {
        return answer(() -> {
            Channel channel = find(name);
            if (channel.events.size() + batch.size() > channel.spec.maxEvents()) {
                throw new ChannelException(ChannelException.Reason.FULL, "channel " + name + " is full");
            }
            List<Appended> answers = new ArrayList<>();
            for (CloudEvent event : batch) {
                Long before = channel.ids.putIfAbsent(event.getSource() + " " + event.getId(), channel.last + 1);
                if (before == null) {
                    channel.last++;
                    channel.events.put(channel.last, new ChannelEvent(channel.last, 0, event));
                }
                answers.add(new Appended(before == null ? channel.last : before, before != null));
            }
            notifyAll();
            List.copyOf(channel.listeners).forEach(listener -> listener.accept(channel.last));
            return answers;
        });
    }

    @Override
    public synchronized Future<List<ChannelEvent>> read(String name, long fromPosition, int limit) {
        Promise<List<ChannelEvent>> promise = Promise.promise();
        readLimits.add(limit);
        Runnable answer;
        RuntimeException cause = failure != null ? failure : readFailure;
        if (cause != null) {
            answer = () -> promise.fail(cause);
        } else {
            List<ChannelEvent> seen = find(name).events.tailMap(fromPosition).values().stream()
                    .limit(limit)
                    .toList();
            answer = () -> promise.complete(seen);
        }
        if (atOnce) {
            answer.run();
        } else if (holding) {
            heldReads.add(answer);
            notifyAll();
        } else {
            thread.execute(answer);
        }
        return promise.future();
    }

    @Override
    public synchronized Future<Long> positionAt(String name, Instant time) {
        return answer(() -> find(name).last + 1);
    }

    @Override
    public synchronized Future<ChannelInfo> info(String name) {
        return answer(() -> {
            Channel channel = find(name);
            long first = channel.events.isEmpty() ? channel.last + 1 : channel.events.firstKey();
            return new ChannelInfo(name, first, channel.last, channel.events.size(), 0);
        });
    }

    @Override
    public synchronized Runnable onAppend(String name, Consumer<Long> listener) {
        Channel channel = find(name);
        channel.listeners.add(listener);
        return () -> unlisten(channel, listener);
    }

    private synchronized void unlisten(Channel channel, Consumer<Long> listener) {
        channel.listeners.remove(listener);
    }

    @Override
    public synchronized Future<Long> trim(String name) {
        return answer(() -> {
            long count = find(name).events.size();
            find(name).events.clear();
            return count;
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private Channel find(String name) {
        Channel channel = channels.get(name);
        if (channel == null) {
            throw new ChannelException(ChannelException.Reason.UNKNOWN_CHANNEL, "unknown channel " + name);
        }
        return channel;
    }

    private interface Work<T> {
        @Nullable
        T run();
    }

    /** Works on the store's thread, like the one writer of the real store. */
    private <T> Future<T> answer(Work<T> work) {
        Promise<T> promise = Promise.promise();
        thread.execute(() -> {
            T result;
            try {
                result = locked(work);
            } catch (RuntimeException e) {
                promise.fail(e);
                return;
            }
            promise.complete(result);
        });
        return promise.future();
    }

    private synchronized <T> T locked(Work<T> work) {
        if (failure != null) {
            throw failure;
        }
        return work.run();
    }
}
