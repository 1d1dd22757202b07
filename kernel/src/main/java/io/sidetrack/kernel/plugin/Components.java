package io.sidetrack.kernel.plugin;

import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.config.Option;
import io.sidetrack.api.error.ErrorWorkflowHandler;
import io.sidetrack.api.processor.BlockingProcessor;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.kernel.config.Problem;
import io.sidetrack.kernel.plugin.isolation.CallPool;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The components of the started plugins, by the names the configuration uses. Thread-safe.
 *
 * <p>A component is created by the plugin's factory, on a thread of its own for which the caller waits, with the plugin's loader as
 * context class loader. A factory that throws or returns null fails the call with a {@link ComponentException}. Whoever asked for a component closes
 * it, before the plugins are closed.
 */
public interface Components {

    /** A new instance of processor {@code plugin.component}; empty where no started plugin contributes it. */
    Optional<ProcessorComponent> processor(String reference);

    /** A new instance of handler {@code plugin.component}. */
    Optional<HandlerComponent> errorHandler(String reference);

    /** A new instance of the adapter of that name ({@code kafka}; whatever plugin contributes it). */
    Optional<AdapterComponent> brokerAdapter(String name);

    /**
     * Starts event loops for a plugin in place of these, none of which answers any more: components asked for from now on come
     * with them. Blocks for some tens of milliseconds. False where the plugin does not run, or has blocked too many.
     */
    default boolean replaceLoops(String plugin, Vertx stuck) {
        return false;
    }

    /** Every plugin that was found, the failed ones included, by id. A jar without a usable id has its file name for one. */
    List<PluginInfo> plugins();

    /** All that is known of one plugin; empty where nothing of that id was found. Blocks while it reads files and
     * asks the plugin how it is. */
    default Optional<PluginDetail> plugin(String id) {
        return Optional.empty();
    }

    /** What is wrong with the options that a plugin is given, by what it declares; nothing where it did not get as far as telling. */
    default List<Problem> optionProblems(String id) {
        return List.of();
    }

    /** What a broker adapter declared as the options of a broker; empty where no loaded plugin contributes it. */
    default Optional<List<Option<?>>> adapterOptions(String name) {
        return Optional.empty();
    }

    /**
     * Exactly one of {@code processor} and {@code blocking} is there.
     *
     * @param vertx the plugin's own Vert.x: the shard runs on one of its event loops
     * @param pool where blocking calls run: a bounded pool of the plugin
     * @param loader to be the context class loader during calls
     */
    record ProcessorComponent(
            String plugin,
            @Nullable Processor processor,
            @Nullable BlockingProcessor blocking,
            Vertx vertx,
            CallPool pool,
            ClassLoader loader) {}

    record HandlerComponent(String reference, ErrorWorkflowHandler handler, Vertx vertx, ClassLoader loader) {}

    record AdapterComponent(BrokerAdapter adapter, List<Option<?>> options, Vertx vertx, ClassLoader loader) {}

    /**
     * @param state {@code started}, {@code failed}, {@code stopped}, {@code quarantined} or, where plugins are only checked, {@code
     *     loaded}
     * @param problem why it failed or is quarantined, and what to do; {@code null} where neither
     * @param refusal why another jar of its id does not run in its place, or {@code null}
     * @param signer who signed what runs; {@code null} where that was not looked at, as any jar may run, or where it does not
     */
    record PluginInfo(
            String id,
            String version,
            String provider,
            String description,
            String state,
            @Nullable String problem,
            String jar,
            String sha256,
            List<String> processors,
            List<String> errorHandlers,
            List<String> brokerAdapters,
            @Nullable String refusal,
            @Nullable String signer) {

        /** Whether the node keeps it from running for what it did; {@code problem} says what that was. */
        public boolean isQuarantined() {
            return state.equals(Member.QUARANTINED);
        }
    }
}
