package io.sidetrack.testkit.server;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several {@link KafkaServer}s as one cluster: each is broker and controller, and Kafka's own topics have a replica on each.
 *
 * <p><b>Life.</b> As that of its servers, each of which may be killed and started again alone, unless a majority is down: then
 * {@link KafkaServer#start} of one waits for another.
 *
 * <p><b>Threading.</b> Not thread-safe; every call blocks.
 */
public final class KafkaCluster implements AutoCloseable {
    private final List<KafkaServer> servers;

    private KafkaCluster(List<KafkaServer> servers) {
        this.servers = servers;
    }

    /** A cluster that is not started yet; its nodes are numbered from 1. */
    public static KafkaCluster create(int nodes) {
        List<KafkaServer> servers =
                IntStream.range(0, nodes).mapToObj(each -> KafkaServer.create()).toList();
        for (int i = 0; i < nodes; i++) {
            servers.get(i).join(i + 1);
        }
        String quorum = servers.stream().map(KafkaServer::voter).collect(Collectors.joining(","));
        servers.forEach(each -> each.quorum(quorum, nodes));
        return new KafkaCluster(servers);
    }

    /** A setting of every node. */
    public KafkaCluster with(String key, String value) {
        servers.forEach(each -> each.with(key, value));
        return this;
    }

    /** The options of every node's JVM; see {@link KafkaServer#jvmOptions}. */
    public KafkaCluster jvmOptions(List<String> options) {
        servers.forEach(each -> each.jvmOptions(options));
        return this;
    }

    /** Starts all nodes and waits until each serves. */
    public KafkaCluster start() {
        start(IntStream.rangeClosed(1, servers.size()).toArray());
        return this;
    }

    /** Starts these nodes together and waits until each serves. */
    public void start(int... nodes) {
        for (int node : nodes) {
            node(node).launch();
        }
        for (int node : nodes) {
            node(node).awaitReady();
        }
    }

    public KafkaServer node(int number) {
        return servers.get(number - 1);
    }

    /** What clients connect to: every node. */
    public String bootstrap() {
        return servers.stream().map(KafkaServer::bootstrap).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        servers.forEach(KafkaServer::close);
    }
}
