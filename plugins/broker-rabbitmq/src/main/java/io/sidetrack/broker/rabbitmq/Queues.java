package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.sidetrack.api.adapter.CompetingConsumerException;
import io.sidetrack.api.adapter.SourceRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at queues and exchanges, and has those made that are missing where the options say so. What is there is left as it is.
 *
 * <p><b>Threading.</b> Methods that answer a future never block; the others do and belong on a worker thread. One question at a
 * time, on an AMQP channel that is kept for it, since a question about what does not exist ends its channel.
 */
final class Queues {
    private static final Logger LOG = LoggerFactory.getLogger(Queues.class);

    /** A consumer that has just gone is still counted for a moment. */
    private static final Duration GOING = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Link link;
    private final Declarations declarations;
    private final Settings settings;
    private final Map<String, QueueTraits> known = new ConcurrentHashMap<>();
    private @Nullable Channel channel;

    /** @param ready messages that wait in the queue; those that were delivered are not among them */
    record Found(long ready, int consumers) {}

    Queues(Vertx vertx, Link link, Declarations declarations, Settings settings) {
        this.vertx = vertx;
        this.declarations = declarations;
        this.link = link;
        this.settings = settings;
    }

    /** What the queue holds and who reads it. Fails where there is none. */
    Future<Found> look(String queue) {
        return blocking(() -> find(queue));
    }

    /**
     * Sees to it that a source can read the queue.
     *
     * @return how the queue is kept to one reader; fails with {@link CompetingConsumerException} where the request is exclusive and
     *     somebody reads the queue
     */
    Future<Exclusivity> prepareSource(ChannelAddress address, SourceRequest request) {
        String queue = address.readableQueue();
        return blocking(() -> missingForQueue(address, queue))
                .compose(declarations::make)
                .compose(made -> blocking(() -> judge(queue, request)));
    }

    private Exclusivity judge(String queue, SourceRequest request) throws IOException {
        QueueTraits traits = traits(queue);
        traits.refuse(queue, settings, link.brokerVersion());
        if (!request.exclusive()) {
            return Exclusivity.SHARED;
        }
        awaitAlone(queue, request.subscription());
        return traits.mayRefuseOthers() ? Exclusivity.EXCLUSIVE : Exclusivity.WATCHED;
    }

    /** Throws where more consumers read the queue than the {@code own} ones. Blocks. */
    void requireAlone(String queue, String subscription, int own) throws IOException {
        int others = find(queue).consumers() - own;
        if (others > 0) {
            throw competing(queue, subscription, others);
        }
    }

    /** Sees to it that there is what a sink writes to. */
    Future<Void> prepareSink(ChannelAddress address) {
        if (!address.exchange().isEmpty()) {
            return blocking(() -> missingForExchange(address)).compose(declarations::make);
        }
        String queue = address.routingKey();
        return blocking(() -> missingForQueue(address, queue))
                .compose(declarations::make)
                .compose(made -> blocking(() -> {
                    traits(queue).refuseTransient(queue, settings);
                    return null;
                }));
    }

    private List<Declaration> missingForExchange(ChannelAddress address) throws IOException {
        String queue = address.queue();
        return queue != null && making()
                ? missingForQueue(address, queue) // so that nothing is returned before the first source comes
                : missingExchange(address.exchange());
    }

    /**
     * Succeeds when the queue has fewer consumers, or after a short while: until one that was ours is not counted any more, a
     * quorum queue has not taken back what it held, and would give later messages to the next consumer first.
     */
    Future<Void> awaitFewer(String queue, int consumers) {
        return vertx.<Void>executeBlocking(
                        () -> {
                            long deadline = System.nanoTime() + GOING.toNanos();
                            while (find(queue).consumers() >= consumers && System.nanoTime() < deadline) {
                                pause();
                            }
                            return null;
                        },
                        false)
                .otherwiseEmpty();
    }

    /** Whether the queue forgets a consumer only a while after its channel was closed. */
    boolean forgetsLate(String queue) {
        QueueTraits traits = known.get(queue);
        return traits == null || traits.type() != QueueTraits.Type.CLASSIC;
    }

    synchronized Found find(String queue) throws IOException {
        AMQP.Queue.DeclareOk found = ask(each -> each.queueDeclarePassive(queue));
        return new Found(found.getMessageCount(), found.getConsumerCount());
    }

    private void awaitAlone(String queue, String subscription) throws IOException {
        long deadline = System.nanoTime() + GOING.toNanos();
        int consumers = find(queue).consumers();
        while (consumers > 0 && System.nanoTime() < deadline) {
            pause();
            consumers = find(queue).consumers();
        }
        if (consumers > 0) {
            throw competing(queue, subscription, consumers);
        }
    }

    static CompetingConsumerException competing(String queue, String subscription, int consumers) {
        return new CompetingConsumerException(
                "queue '" + queue + "' has " + consumers
                        + (consumers == 1 ? " consumer" : " consumers") + " beside subscription " + subscription
                        + ", which must be the only one to keep events in order; stop the others, or say in the configuration that the"
                        + " subscription shares its queue. One that was left behind by a node that died goes after two heartbeats");
    }

    private boolean making() {
        return settings.get(RabbitOptions.DECLARE) != RabbitOptions.Declaring.NOTHING;
    }

    /** What must be made before the queue can be used; throws where the options do not permit that. AMQP does not tell of bindings. */
    private List<Declaration> missingForQueue(ChannelAddress address, String queue) throws IOException {
        List<Declaration> missing = new ArrayList<>();
        try {
            find(queue);
        } catch (IOException e) {
            if (Reasons.code(e) != Reasons.NOT_FOUND || !making()) {
                throw refusal("queue", queue, address, "queues", e);
            }
            LOG.info("broker {}: queue {} does not exist and is declared", settings.broker(), queue);
            missing.add(new Declaration.Queue(queue, arguments()));
        }
        if (making() && address.isBound()) {
            missing.addAll(missingExchange(address.exchange()));
            missing.add(new Declaration.Binding(queue, address.exchange(), address.routingKey()));
        }
        return missing;
    }

    private JsonObject arguments() {
        boolean quorum = settings.get(RabbitOptions.QUEUE_TYPE) == RabbitOptions.QueueType.QUORUM;
        JsonObject arguments = new JsonObject().put("x-queue-type", quorum ? "quorum" : "classic");
        return settings.get(RabbitOptions.SINGLE_ACTIVE_CONSUMER)
                ? arguments.put("x-single-active-consumer", true)
                : arguments;
    }

    private List<Declaration> missingExchange(String exchange) throws IOException {
        try {
            ask(each -> each.exchangeDeclarePassive(exchange));
            return List.of();
        } catch (IOException e) {
            if (Reasons.code(e) != Reasons.NOT_FOUND
                    || settings.get(RabbitOptions.DECLARE) != RabbitOptions.Declaring.QUEUES_AND_EXCHANGES) {
                throw refusal("exchange", exchange, null, "queues-and-exchanges", e);
            }
            LOG.info("broker {}: exchange {} does not exist and is declared", settings.broker(), exchange);
            return List.of(new Declaration.Exchange(
                    exchange, settings.get(RabbitOptions.EXCHANGE_TYPE).name().toLowerCase(Locale.ROOT)));
        }
    }

    private IOException refusal(
            String kind, String name, @Nullable ChannelAddress address, String declare, IOException cause) {
        if (Reasons.code(cause) != Reasons.NOT_FOUND) {
            return new IOException(kind + " '" + name + "': " + Reasons.of(cause), cause);
        }
        return new IOException(
                "there is no " + kind + " '" + name + "' in virtual host "
                        + settings.get(RabbitOptions.VIRTUAL_HOST)
                        + (address == null || address.text().equals(name)
                                ? ""
                                : ", which address '" + address.text() + "' names")
                        + "; make it, or set brokers." + settings.broker() + ".options.declare to " + declare,
                cause);
    }

    private QueueTraits traits(String queue) {
        return known.computeIfAbsent(
                queue,
                name -> QueueTraits.ask(name, probe -> {
                    synchronized (this) {
                        ask(probe);
                    }
                }));
    }

    /** A question to the broker. */
    interface Question<T> {
        T ask(Channel channel) throws IOException;
    }

    private synchronized <T> T ask(Question<T> question) throws IOException {
        Channel open = channel;
        if (open == null || !open.isOpen()) {
            open = link.channel();
            channel = open;
        }
        return question.ask(open);
    }

    private <T extends @Nullable Object> Future<T> blocking(Callable<T> question) {
        return vertx.executeBlocking(question, false);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
