package io.sidetrack.kernel.channel;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A throw-away broker that does what a test tells it: refuses, hangs, loses connections, confirms late or never. Its one log
 * keeps what was sent, and what was settled is not delivered to the next source. Thread-safe.
 */
final class ScriptedBroker implements BrokerAdapter {
    private final Capabilities capabilities;
    private final Deque<Future<Void>> connectAnswers = new ArrayDeque<>();
    private final Deque<Future<Void>> openAnswers = new ArrayDeque<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<CloudEvent> log = new ArrayList<>();
    private final List<ClassLoader> loaders = new ArrayList<>();
    private final List<Vertx> callers = new ArrayList<>();
    private Function<List<CloudEvent>, Future<List<Confirmation>>> sinkAnswer = ScriptedBroker::confirm;
    private int connects;
    private int opens;
    private int sourcesClosed;
    private int sinksOpened;
    private int connectionsClosed;
    private long epochs;
    private long settled = -1;

    ScriptedBroker(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    static Future<List<Confirmation>> confirm(List<CloudEvent> batch) {
        return Future.succeededFuture(
                batch.stream().map(event -> Confirmation.CONFIRMED).toList());
    }

    /** What the next connect waits for before it answers; without a script it connects at once. */
    synchronized void nextConnect(Future<Void> answer) {
        connectAnswers.add(answer);
    }

    /** The same for the next source. */
    synchronized void nextOpen(Future<Void> answer) {
        openAnswers.add(answer);
    }

    synchronized void answerSendsWith(Function<List<CloudEvent>, Future<List<Confirmation>>> answer) {
        sinkAnswer = answer;
    }

    void loseConnection(String reason) {
        Connection last;
        synchronized (this) {
            last = connections.get(connections.size() - 1);
        }
        last.closed.fail(reason);
    }

    synchronized void append(CloudEvent event) {
        log.add(event);
        connections.forEach(Connection::deliver);
    }

    synchronized List<CloudEvent> log() {
        return List.copyOf(log);
    }

    synchronized int connects() {
        return connects;
    }

    synchronized int opens() {
        return opens;
    }

    synchronized int sourcesClosed() {
        return sourcesClosed;
    }

    synchronized int sinksOpened() {
        return sinksOpened;
    }

    synchronized int connectionsClosed() {
        return connectionsClosed;
    }

    synchronized long settled() {
        return settled;
    }

    synchronized List<ClassLoader> loaders() {
        return loaders.stream().distinct().toList();
    }

    synchronized List<Vertx> callers() {
        return callers.stream().distinct().toList();
    }

    synchronized void await(BooleanSupplier done) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        try {
            while (!done.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("waited in vain; connects " + connects + ", log " + log);
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public synchronized Future<BrokerConnection> connect(ConnectionContext context) {
        connects++;
        note();
        return script(connectAnswers).map(ignored -> newConnection());
    }

    private synchronized BrokerConnection newConnection() {
        Connection connection = new Connection();
        connections.add(connection);
        note();
        return connection;
    }

    private static Future<Void> script(Deque<Future<Void>> answers) {
        Future<Void> answer = answers.poll();
        return answer == null ? Future.succeededFuture() : answer;
    }

    private void note() {
        loaders.add(Thread.currentThread().getContextClassLoader());
        callers.add(
                Vertx.currentContext() == null ? null : Vertx.currentContext().owner());
        notifyAll();
    }

    private final class Connection implements BrokerConnection {
        private final Promise<Void> closed = Promise.promise();
        private final List<LogSource> sources = new ArrayList<>();

        @Override
        public Future<Source> openSource(SourceRequest request, Receiver receiver) {
            synchronized (ScriptedBroker.this) {
                opens++;
                note();
                return script(openAnswers).map(ignored -> {
                    synchronized (ScriptedBroker.this) {
                        long committed = request.committed().getOrDefault(request.address(), settled);
                        LogSource source = new LogSource(receiver, Math.min(committed, settled), ++epochs);
                        sources.add(source);
                        receiver.assigned(List.of(source.assignment)).onComplete(done -> source.ready());
                        return source;
                    }
                });
            }
        }

        @Override
        public Future<Sink> openSink(String address) {
            synchronized (ScriptedBroker.this) {
                sinksOpened++;
                note();
            }
            if (address.equals("no-such")) {
                throw new IllegalArgumentException("no such address");
            }
            return Future.succeededFuture(new LogSink());
        }

        @Override
        public Future<Void> closed() {
            return closed.future();
        }

        @Override
        public Future<Void> close() {
            synchronized (ScriptedBroker.this) {
                connectionsClosed++;
                ScriptedBroker.this.notifyAll();
            }
            closed.tryComplete();
            return Future.succeededFuture();
        }

        private void deliver() {
            sources.forEach(LogSource::deliver);
        }
    }

    private final class LogSource implements Source {
        private final Receiver receiver;
        private final Assignment assignment;
        private long next;
        private long demand;
        private boolean ready;

        LogSource(Receiver receiver, long behind, long epoch) {
            this.receiver = receiver;
            this.next = behind + 1;
            this.assignment = new Assignment("p0", epoch);
        }

        private void ready() {
            synchronized (ScriptedBroker.this) {
                ready = true;
                deliver();
            }
        }

        @Override
        public void request(int count) {
            synchronized (ScriptedBroker.this) {
                demand += count;
                deliver();
            }
        }

        /** Goes on delivering even where nobody listens any more, as a bad adapter may. */
        private void deliver() {
            while (ready && demand > 0 && next < log.size()) {
                demand--;
                receiver.received(List.of(Delivery.of(assignment, next, log.get((int) next))));
                next++;
            }
        }

        @Override
        public void settle(Assignment of, long position) {
            synchronized (ScriptedBroker.this) {
                if (position == 666) {
                    throw new IllegalStateException("cannot settle that");
                }
                settled = Math.max(settled, position);
                ScriptedBroker.this.notifyAll();
            }
        }

        @Override
        public Future<Void> close() {
            synchronized (ScriptedBroker.this) {
                sourcesClosed++;
                ScriptedBroker.this.notifyAll();
            }
            return Future.succeededFuture();
        }
    }

    private final class LogSink implements Sink {
        @Override
        public Future<List<Confirmation>> send(List<CloudEvent> batch) {
            synchronized (ScriptedBroker.this) {
                batch.forEach(ScriptedBroker.this::append);
                Future<List<Confirmation>> answer = sinkAnswer.apply(batch);
                note();
                return answer;
            }
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
