package io.sidetrack.kernel.admin;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.kernel.channel.Reading;
import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.store.ChannelException;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.ChannelStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Channels 'orders' (in memory) and 'remote' (of a broker), with switches for what a store can do to a publisher. */
final class MemoryChannels implements Topology, ChannelStore {
    final List<ChannelEvent> log = new CopyOnWriteArrayList<>();
    final List<Consumer<Long>> listeners = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> unlistened = new CompletableFuture<>();
    volatile long highestRead;
    private volatile Future<List<Published>> outcome;

    /** What the next publications answer in place of appending; {@code null} to append again. */
    void answer(Future<List<Published>> future) {
        outcome = future;
    }

    @Override
    public Future<List<Published>> publish(String channel, List<CloudEvent> batch) {
        return outcome != null
                ? outcome
                : append(channel, batch)
                        .map(all -> all.stream()
                                .map(one -> new Published(Confirmation.CONFIRMED, one.position(), one.duplicate()))
                                .toList());
    }

    @Override
    public List<ChannelState> channels() {
        return List.of(
                new ChannelState("orders", "embedded", "orders", true, "up", ""),
                new ChannelState("remote", "main", "remote-orders", false, "connecting", "connection refused"));
    }

    @Override
    public synchronized Future<List<Appended>> append(String channel, List<CloudEvent> batch) {
        List<Appended> answers = new ArrayList<>();
        List<ChannelEvent> fresh = new ArrayList<>();
        for (CloudEvent event : batch) {
            ChannelEvent same = log.stream()
                    .filter(old -> old.event().getId().equals(event.getId()))
                    .findFirst()
                    .orElse(null);
            if (same != null && !same.event().equals(event)) {
                return Future.failedFuture(new ChannelException(
                        ChannelException.Reason.OTHER_CONTENT, event.getId() + " was published with other content"));
            }
            long position = same != null ? same.position() : log.size() + fresh.size() + 1L;
            if (same == null) {
                fresh.add(new ChannelEvent(position, System.currentTimeMillis(), event));
            }
            answers.add(new Appended(position, same != null));
        }
        log.addAll(fresh);
        listeners.forEach(listener -> listener.accept((long) log.size()));
        return Future.succeededFuture(answers);
    }

    @Override
    public Future<List<ChannelEvent>> read(String channel, long fromPosition, int limit) {
        List<ChannelEvent> page = log.stream()
                .filter(event -> event.position() >= fromPosition)
                .limit(limit)
                .toList();
        highestRead = page.isEmpty() ? highestRead : page.get(page.size() - 1).position();
        return Future.succeededFuture(page);
    }

    @Override
    public Future<Long> positionAt(String channel, Instant time) {
        return Future.succeededFuture(log.stream()
                .filter(event -> event.atMillis() >= time.toEpochMilli())
                .map(ChannelEvent::position)
                .findFirst()
                .orElse(log.size() + 1L));
    }

    @Override
    public Future<ChannelInfo> info(String channel) {
        return Future.succeededFuture(new ChannelInfo(channel, 1, log.size(), log.size(), 100L * log.size()));
    }

    @Override
    public Runnable onAppend(String channel, Consumer<Long> listener) {
        listeners.add(listener);
        return () -> {
            listeners.remove(listener);
            unlistened.complete(null);
        };
    }

    @Override
    public boolean isEmbedded(String channel) {
        return channel.equals("orders");
    }

    @Override
    public Capabilities capabilities(String channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<BrokerState> brokers() {
        return List.of(
                new BrokerState(
                        "main",
                        "kafka",
                        "down",
                        "cannot connect to broker main: refused",
                        Instant.EPOCH,
                        List.of("trades")),
                new BrokerState("spare", "none-has-it", "up", "", Instant.EPOCH, List.of()));
    }

    @Override
    public String place(String channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String reason(String channel, Throwable cause) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Source> openSource(Reading reading, Receiver receiver) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Map<String, Long>> positions(String channel, StartPosition place) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Map<String, Long>> progress(String channel, String subscription) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Confirmation>> send(String channel, List<CloudEvent> batch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> declare(List<ChannelSpec> channels) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Long> trim(String channel) {
        throw new UnsupportedOperationException();
    }
}
