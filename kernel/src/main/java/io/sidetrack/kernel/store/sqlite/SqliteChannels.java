package io.sidetrack.kernel.store.sqlite;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.InvalidEventException;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.ChannelStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The embedded channels: appends go to the writer, reads to memory where it has what is wanted, else to the readers. Thread-safe. */
final class SqliteChannels implements ChannelStore {
    private final GroupWriter writer;
    private final Readers readers;
    private final AppendListeners appends;

    SqliteChannels(GroupWriter writer, Readers readers, AppendListeners appends) {
        this.writer = writer;
        this.readers = readers;
        this.appends = appends;
    }

    @Override
    public Future<Void> declare(List<ChannelSpec> channels) {
        List<ChannelSpec> specs = List.copyOf(channels);
        return writer.submit(1, 256L * specs.size(), session -> {
                    session.tables().channels.declare(specs);
                    return true;
                })
                .mapEmpty();
    }

    @Override
    public Future<List<Appended>> append(String channel, List<CloudEvent> batch) {
        List<EncodedEvent> events = new ArrayList<>(batch.size());
        long bytes = 0;
        try {
            for (CloudEvent event : batch) {
                EncodedEvent encoded = EncodedEvent.of(event);
                events.add(encoded);
                bytes += encoded.bytes().length;
            }
        } catch (InvalidEventException e) {
            return Future.failedFuture(e);
        }
        return writer.submit(
                events.size(), bytes, session -> session.tables().channels.append(channel, events));
    }

    @Override
    public Future<List<ChannelEvent>> read(String channel, long fromPosition, int limit) {
        return onTail(channel, tail -> {
            if (fromPosition > tail.info().last() || limit <= 0) {
                return Future.succeededFuture(List.of());
            }
            List<ChannelEvent> recent = tail.read(fromPosition, limit);
            return recent != null
                    ? Future.succeededFuture(recent)
                    : readers.forEngine(sql -> Chunks.read(sql, tail.channelId(), fromPosition, limit));
        });
    }

    @Override
    public Future<Long> positionAt(String channel, Instant time) {
        return onTail(
                channel,
                tail -> readers.forPeople(sql -> {
                    Long first = sql.first(
                            "SELECT first FROM chunk WHERE channel = ? AND at_millis >= ? ORDER BY at_millis, first LIMIT 1",
                            row -> row.getLong(1),
                            (long) tail.channelId(),
                            time.toEpochMilli());
                    return first != null ? first : tail.info().last() + 1;
                }));
    }

    @Override
    public Future<ChannelInfo> info(String channel) {
        return onTail(channel, tail -> Future.succeededFuture(tail.info()));
    }

    @Override
    public Runnable onAppend(String channel, Consumer<Long> listener) {
        return appends.add(channel, listener);
    }

    @Override
    public Future<Long> trim(String channel) {
        return trim(channel, 0);
    }

    /** A slice at a time, so that other writes come between. */
    private Future<Long> trim(String channel, long trimmedBefore) {
        return writer.submit(1, 4096, session -> Trimming.slice(session.tables(), channel))
                .compose(slice -> slice.more()
                        ? trim(channel, trimmedBefore + slice.events())
                        : Future.succeededFuture(trimmedBefore + slice.events()));
    }

    private <T> Future<T> onTail(String channel, Function<ChannelTail, Future<T>> question) {
        RuntimeException refusal = readers.refusal();
        Session session = readers.session();
        if (refusal != null || session == null) {
            return Future.failedFuture(refusal != null ? refusal : readers.reopening());
        }
        ChannelTail tail = session.tail(channel);
        return tail == null ? Future.failedFuture(Channels.unknown(channel)) : question.apply(tail);
    }
}
