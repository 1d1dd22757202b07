package io.sidetrack.testkit;

import io.sidetrack.api.SidetrackPlugin;
import io.sidetrack.api.error.ErrorWorkflowHandler;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.processor.BlockingProcessor;
import io.sidetrack.api.processor.Processor;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs the parts of a plugin without a kernel, with the meaning the kernel gives to what they return.
 *
 * <pre>{@code
 * ProcessorKit placeTrade = PluginTestKit.processor(new PlaceTrade());
 * placeTrade.with(event("trade", "ACC-1", new JsonObject().put("symbol", "ACME").put("side", "BUY").put("shares", "5")))
 *         .run()
 *         .isDone()
 *         .hasState(new JsonObject().put("ACME", 5));
 * }</pre>
 */
public final class PluginTestKit {
    private static final AtomicLong IDS = new AtomicLong();

    private PluginTestKit() {}

    /** A processor that is called on the test's thread. */
    public static ProcessorKit processor(Processor processor) {
        return new ProcessorKit(processor::process);
    }

    /** A processor that may block; called on the test's thread. */
    public static ProcessorKit blockingProcessor(BlockingProcessor processor) {
        return ProcessorKit.blocking(processor);
    }

    /** A handler that is called on the test's thread. */
    public static HandlerKit errorHandler(ErrorWorkflowHandler handler) {
        return new HandlerKit(handler::decide);
    }

    /** A whole plugin: give it its options and start it, then reach its components by their names. */
    public static PluginKit plugin(SidetrackPlugin plugin) {
        return new PluginKit(plugin);
    }

    /** An event with JSON data, the ordering key {@code key}, and an id of its own; change it before {@code build()}. */
    public static EventBuilder event(String type, String key, JsonObject data) {
        return EventBuilder.event()
                .id("test-" + IDS.incrementAndGet())
                .source("/test")
                .type(type)
                .partitionKey(key)
                .data(data);
    }
}
