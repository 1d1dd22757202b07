package io.sidetrack.kernel.embedded;

import static io.sidetrack.kernel.embedded.CollectingReceiver.await;
import static java.util.Map.entry;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.api.config.Options;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.sqlite.SqliteStore;
import io.sidetrack.testkit.contract.BrokerUnderTest;
import io.sidetrack.testkit.contract.LogAdapterContract;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;

/**
 * The embedded broker on the real store, held against the contract of every log-like broker. The kernel's part of its progress,
 * the row that commits with the effects, is played by {@link Committing}.
 */
@ExtendWith(EmbeddedAdapterContractTest.NotThisBroker.class)
class EmbeddedAdapterContractTest extends LogAdapterContract implements BrokerUnderTest {
    private @Nullable SqliteStore store;
    private @Nullable BrokerAdapter adapter;
    private int addresses;

    /** What the contract asks and the embedded broker has not got, with the reason. */
    static final class NotThisBroker implements ExecutionCondition {
        private static final String ONE_PARTITION =
                "a channel has one partition, and one source of a subscription at a time";
        private static final String IN_PROCESS = "the connection is within the process and cannot be cut";
        private static final String ONE_KERNEL = "nobody but this kernel can read the store";
        private static final String PROGRESS = "progress is a row of the store and committed with the effects";
        private static final Map<String, String> REASONS = Map.ofEntries(
                entry("undecodable_input_keeps_its_bytes_and_its_place", "nothing but events can be appended"),
                entry(
                        "a_settlement_under_an_assignment_of_the_past_is_dropped",
                        "settling does nothing; fences guard progress"),
                entry("a_broken_connection_leaves_sent_events_answered_and_later_ones_indeterminate", IN_PROCESS),
                entry(
                        "a_broken_connection_is_told_and_what_was_not_settled_comes_again_under_a_later_epoch",
                        IN_PROCESS),
                entry("events_of_one_key_share_a_partition", ONE_PARTITION),
                entry("sources_of_one_subscription_share_the_partitions", ONE_PARTITION),
                entry(
                        "a_partition_is_handed_over_when_its_source_is_done_with_it_and_what_was_settled_does_not_come_again",
                        ONE_PARTITION),
                entry("partitions_of_a_source_that_closes_go_to_the_others", ONE_PARTITION),
                entry("a_partition_for_which_no_position_is_given_begins_with_its_first_event", ONE_PARTITION),
                entry(
                        "the_earliest_place_is_the_first_event_and_the_latest_is_behind_the_last_of_every_partition",
                        ONE_PARTITION),
                entry("progress_is_behind_what_was_settled_and_belongs_to_one_subscription", PROGRESS),
                entry(
                        "a_source_that_must_be_alone_takes_nothing_while_another_kernel_reads_and_all_of_it_afterwards",
                        ONE_KERNEL),
                entry("of_two_sources_that_must_be_alone_one_is_refused", ONE_KERNEL),
                entry("one_that_comes_beside_a_source_that_must_be_alone_is_refused_or_has_it_for_itself", ONE_KERNEL),
                entry(
                        "a_source_that_must_be_alone_does_not_compete_with_others_of_its_kernel_nor_with_its_own_past",
                        ONE_KERNEL));

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String reason = context.getTestMethod()
                    .map(Method::getName)
                    .map(REASONS::get)
                    .orElse(null);
            return reason == null
                    ? ConditionEvaluationResult.enabled("applies")
                    : ConditionEvaluationResult.disabled(reason);
        }
    }

    @BeforeAll
    void open(@TempDir Path folder) {
        SqliteStore opened = SqliteStore.open(folder.resolve("sidetrack.db"));
        store = opened;
        adapter = new Committing(new EmbeddedAdapter(opened.channels()));
    }

    @AfterAll
    void closeStore() {
        await(store.close());
    }

    @Override
    protected BrokerUnderTest broker() {
        return this;
    }

    @Override
    public BrokerAdapter adapter() {
        return adapter;
    }

    @Override
    public Options options() {
        return Options.none();
    }

    @Override
    public String createAddress(int partitions) {
        String name = "channel-" + ++addresses;
        await(store.channels().declare(List.of(new ChannelSpec(name, Duration.ofDays(1), 1_000_000))));
        return name;
    }

    @Override
    public void putUndecodable(String address, @Nullable String key, byte[] raw) {
        throw new UnsupportedOperationException("nothing but events can be appended");
    }

    @Override
    public void disconnect() {
        throw new UnsupportedOperationException("the connection is within the process");
    }

    /** Keeps what was settled per subscription and address, and gives it to the next source as the kernel gives the watermark. */
    private record Committing(BrokerAdapter adapter, Map<String, Long> watermarks) implements BrokerAdapter {
        Committing(BrokerAdapter adapter) {
            this(adapter, new ConcurrentHashMap<>());
        }

        @Override
        public Capabilities capabilities() {
            return adapter.capabilities();
        }

        @Override
        public Future<BrokerConnection> connect(ConnectionContext context) {
            return adapter.connect(context).map(connection -> new Connection(connection, watermarks));
        }
    }

    private record Connection(BrokerConnection connection, Map<String, Long> watermarks) implements BrokerConnection {
        @Override
        public Future<Source> openSource(SourceRequest request, Receiver receiver) {
            String row = request.subscription() + " " + request.address();
            Map<String, Long> committed = new HashMap<>(request.committed());
            Long watermark = watermarks.get(row);
            if (watermark != null) {
                committed.merge(request.address(), watermark, Math::min);
            }
            SourceRequest resumed = new SourceRequest(
                    request.channel(),
                    request.address(),
                    request.subscription(),
                    "node",
                    false,
                    request.start(),
                    committed);
            return connection
                    .openSource(resumed, receiver)
                    .map(source ->
                            new CommittingSource(source, position -> watermarks.merge(row, position, Math::max)));
        }

        @Override
        public Future<Map<String, Long>> positions(String address, StartPosition place) {
            return connection.positions(address, place);
        }

        @Override
        public Future<Sink> openSink(String address) {
            return connection.openSink(address);
        }

        @Override
        public Future<Void> closed() {
            return connection.closed();
        }

        @Override
        public Future<Void> close() {
            return connection.close();
        }
    }

    private record CommittingSource(Source source, LongConsumer commit) implements Source {
        @Override
        public void request(int count) {
            source.request(count);
        }

        @Override
        public void settle(Assignment assignment, long position) {
            commit.accept(position);
            source.settle(assignment, position);
        }

        @Override
        public Future<Void> close() {
            return source.close();
        }
    }
}
