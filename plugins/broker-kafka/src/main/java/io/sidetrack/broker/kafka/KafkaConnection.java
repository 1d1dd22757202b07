package io.sidetrack.broker.kafka;

import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.api.config.Options;
import io.sidetrack.broker.kafka.Refusals.Wish;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a Kafka cluster: an admin client, one producer for all sinks, and a consumer for each source. Kafka's clients
 * heal short interruptions by themselves; the connection ends when no broker has answered for {@code unreachable-after}, or when
 * the producer cannot tell any more what became of its events. Then everything is released.
 *
 * <p><b>Threading.</b> On the context it was opened on, but for {@link #broken}.
 */
final class KafkaConnection implements BrokerConnection {
    private static final Duration CLOSE = Duration.ofSeconds(9);
    /** Longer than any plugin's replacement takes to let work under way end. */
    private static final Duration KEEP = Duration.ofSeconds(15);

    private final ConnectionContext settings;
    private final Context context;
    private final ClientConfig config;
    private final Refusals refusals;
    private final BlockingCalls blocking;
    private final Admin admin;
    private final Cluster cluster;
    private final Reachability reachability;
    private final KeptConsumers kept;
    private final Set<KafkaSource> sources = new LinkedHashSet<>();
    private final Set<KafkaSink> sinks = new LinkedHashSet<>();
    private final Promise<Void> closed = Promise.promise();
    private @Nullable Future<Producer<byte[], byte[]>> producer;
    private @Nullable Future<Void> closing;

    private KafkaConnection(
            ConnectionContext settings,
            Context context,
            ClientConfig config,
            Refusals refusals,
            BlockingCalls blocking,
            Admin admin) {
        this.settings = settings;
        this.context = context;
        this.config = config;
        this.refusals = refusals;
        this.blocking = blocking;
        this.admin = admin;
        this.kept = new KeptConsumers(context, blocking, KEEP);
        this.cluster = new Cluster(admin, context, isolation());
        this.reachability = new Reachability(
                settings.vertx(), cluster, settings.options().get(KafkaOptions.UNREACHABLE), this::broken);
    }

    static Future<KafkaConnection> open(ConnectionContext settings) {
        Context context = settings.vertx().getOrCreateContext();
        ClientConfig config = new ClientConfig(settings.broker(), settings.options());
        Refusals refusals = new Refusals(settings.broker(), settings.options());
        BlockingCalls blocking = new BlockingCalls(settings.broker());
        return blocking.call(context, () -> Admin.create(config.admin()))
                .onFailure(failure -> blocking.close())
                .recover(failure -> Future.failedFuture(refusals.unusable(failure)))
                .map(admin -> new KafkaConnection(settings, context, config, refusals, blocking, admin))
                .compose(KafkaConnection::greet);
    }

    private Future<KafkaConnection> greet() {
        return cluster.reachable(settings.deadline().multipliedBy(9).dividedBy(10))
                .transform(answer -> {
                    if (answer.succeeded()) {
                        reachability.start();
                        return Future.succeededFuture(this);
                    }
                    return close().transform(done -> Future.failedFuture(refusals.connecting(answer.cause())));
                });
    }

    Cluster cluster() {
        return cluster;
    }

    Refusals refusals() {
        return refusals;
    }

    Options options() {
        return settings.options();
    }

    BlockingCalls blocking() {
        return blocking;
    }

    Context context() {
        return context;
    }

    /** The one that was kept under that name in the group, or a new one. */
    Future<Consumer<byte[], byte[]>> consumer(String group, String instance) {
        Consumer<byte[], byte[]> left = kept.take(instance);
        return left != null
                ? Future.succeededFuture(left)
                : blocking.call(
                        context,
                        () -> new KafkaConsumer<>(
                                config.consumer(group, instance),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer()));
    }

    /** Kept for the next source of that name in its group, which comes at once. */
    void keep(String instance, Consumer<byte[], byte[]> consumer) {
        kept.keep(instance, consumer);
    }

    @Override
    public Future<Source> openSource(SourceRequest request, Receiver receiver) {
        return whileOpen(() -> topic(request.address(), Wish.read(request.address(), request.subscription()))
                .compose(ready -> KafkaSource.open(this, request, receiver))
                .compose(source -> {
                    if (closing != null) {
                        return source.close().compose(done -> Future.failedFuture(gone()));
                    }
                    sources.add(source);
                    return Future.<Source>succeededFuture(source);
                }));
    }

    @Override
    public Future<Sink> openSink(String address) {
        return whileOpen(() -> topic(address, Wish.write(address))
                .compose(ready -> producer())
                .compose(open -> {
                    if (closing != null) {
                        return Future.failedFuture(gone());
                    }
                    RecordWriter writer = new RecordWriter(address, options().get(KafkaOptions.SEND_AS));
                    KafkaSink sink = new KafkaSink(this, open, address, writer);
                    sinks.add(sink);
                    return Future.<Sink>succeededFuture(sink);
                }));
    }

    @Override
    public Future<Map<String, Long>> positions(String address, StartPosition place) {
        return whileOpen(() -> cluster.partitions(address).compose(partitions -> cluster.places(partitions, place)))
                .recover(failure -> refused(failure, Wish.look(address)))
                .map(KafkaConnection::named);
    }

    @Override
    public Future<Map<String, Long>> progress(String address, String subscription) {
        return whileOpen(() ->
                        cluster.partitions(address).compose(partitions -> cluster.committed(subscription, partitions)))
                .recover(failure -> refused(failure, Wish.read(address, subscription)))
                .map(KafkaConnection::named);
    }

    @Override
    public Future<Void> closed() {
        return closed.future();
    }

    @Override
    public Future<Void> close() {
        return end(null);
    }

    /** It is of no use any more. Any thread. */
    void broken(Throwable cause) {
        context.runOnContext(here -> end(refusals.explained(cause)));
    }

    void forget(KafkaSource source) {
        sources.remove(source);
    }

    void forget(KafkaSink sink) {
        sinks.remove(sink);
    }

    private Future<Void> end(@Nullable Throwable cause) {
        Future<Void> under = closing;
        if (under != null) {
            return under;
        }
        Promise<Void> done = Promise.promise();
        closing = done.future();
        reachability.stop();
        List<Future<?>> ends = new ArrayList<>();
        for (KafkaSource source : List.copyOf(sources)) {
            ends.add(cause == null ? source.close() : source.breakOff(cause));
        }
        for (KafkaSink sink : List.copyOf(sinks)) {
            ends.add(cause == null ? sink.close() : sink.breakOff(cause));
        }
        if (cause != null) {
            closed.tryFail(cause);
        }
        Future.join(ends)
                .otherwiseEmpty()
                .compose(ended -> kept.close())
                .timeout(CLOSE.toMillis(), TimeUnit.MILLISECONDS)
                .transform(ended -> release())
                .onComplete(released -> {
                    closed.tryComplete();
                    done.complete();
                });
        return done.future();
    }

    /** What was confirmed or given up by now stays so. */
    private Future<Void> release() {
        Future<Producer<byte[], byte[]>> open = producer;
        if (open != null) {
            open.onSuccess(each -> blocking.run(() -> each.close(Duration.ZERO)));
        }
        return blocking.<Void>call(context, () -> {
                    admin.close(Duration.ZERO);
                    return null;
                })
                .onComplete(
                        done -> (open == null ? Future.succeededFuture() : open).onComplete(known -> blocking.close()))
                .otherwiseEmpty();
    }

    /** Made with the first sink: a node that only reads has none. */
    private Future<Producer<byte[], byte[]>> producer() {
        Future<Producer<byte[], byte[]>> made = producer;
        if (made == null || made.failed()) {
            made = blocking.call(
                    context,
                    () -> new KafkaProducer<>(config.producer(), new ByteArraySerializer(), new ByteArraySerializer()));
            producer = made;
        }
        return made;
    }

    /** Succeeds where the topic is there, or was made as the options say. */
    private Future<?> topic(String topic, Wish wish) {
        return cluster.partitions(topic)
                .<Object>map(partitions -> partitions)
                .recover(failure ->
                        failure instanceof MissingTopicException && options().get(KafkaOptions.CREATE)
                                ? cluster.create(
                                                topic,
                                                options()
                                                        .get(KafkaOptions.CREATE_PARTITIONS)
                                                        .intValue(),
                                                options()
                                                        .get(KafkaOptions.CREATE_REPLICATION)
                                                        .shortValue())
                                        .<Object>map(made -> topic)
                                        .recover(refusal -> refused(refusal, Wish.create(topic)))
                                : refused(failure, wish));
    }

    private <T> Future<T> refused(Throwable failure, Wish wish) {
        return Future.failedFuture(refusals.explained(failure, wish));
    }

    private static Map<String, Long> named(Map<TopicPartition, Long> offsets) {
        Map<String, Long> named = new HashMap<>();
        offsets.forEach((partition, offset) -> named.put(Integer.toString(partition.partition()), offset));
        return named;
    }

    private <T> Future<T> whileOpen(Supplier<Future<T>> call) {
        return closing == null ? call.get() : Future.failedFuture(gone());
    }

    private static IllegalStateException gone() {
        return new IllegalStateException("the connection is closed; expected an open one");
    }

    private IsolationLevel isolation() {
        return options().get(KafkaOptions.ISOLATION).equals("read_committed")
                ? IsolationLevel.READ_COMMITTED
                : IsolationLevel.READ_UNCOMMITTED;
    }
}
