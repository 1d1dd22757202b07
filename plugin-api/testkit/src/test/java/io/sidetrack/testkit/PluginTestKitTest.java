package io.sidetrack.testkit;

import static io.sidetrack.testkit.PluginTestKit.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.Contributions;
import io.sidetrack.api.PluginContext;
import io.sidetrack.api.SidetrackPlugin;
import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.OptionType;
import io.sidetrack.api.error.Decision;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.api.processor.BlockingProcessor;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.api.processor.Result;
import io.sidetrack.testkit.broker.MemoryBrokerPlugin;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PluginTestKitTest {
    private static final Processor COUNT = call -> {
        JsonObject state = call.stateJson();
        int count = state.getInteger("count", 0) + 1;
        if (call.json().getBoolean("fail", false)) {
            throw new IllegalStateException("asked to fail at " + count);
        }
        return Result.done()
                .state(state.put("count", count))
                .emit("out", "counted", new JsonObject().put("count", count))
                .future();
    };

    @Nested
    class A_processor {
        private final ProcessorKit kit = PluginTestKit.processor(COUNT).subscription("counting");

        @Test
        void keeps_its_state_per_key_between_calls() {
            kit.with(tick("a")).run().hasState(count(1));
            kit.with(tick("b")).run().hasState(count(1));
            kit.with(tick("a")).run().hasState(count(2)).emits("out", "counted", count(2));
            assertThat(kit.stateJson("a")).isEqualTo(count(2));
        }

        @Test
        void that_fails_leaves_the_state_as_it_was() {
            kit.with(tick("a")).run().isDone();
            kit.with(event("tick", "a", new JsonObject().put("fail", true)))
                    .attempt(2)
                    .run()
                    .fails(IllegalStateException.class)
                    .hasMessage("asked to fail at 2");
            kit.with(tick("a")).run().hasState(count(2));
        }

        @Test
        void begins_with_the_state_that_a_test_gives_it() {
            kit.withState("a", count(41)).with(tick("a")).run().hasState(count(42));
        }

        @Test
        void sees_what_the_kernel_would_show_it() {
            List<String> seen = new ArrayList<>();
            Processor processor = call -> {
                seen.add(call.subscription() + " " + call.channel() + " " + call.key() + " " + call.attempt() + " "
                        + call.revision());
                return Result.done().future();
            };

            PluginTestKit.processor(processor)
                    .with(tick("a"))
                    .run()
                    .emitsNothing()
                    .hasNoState();
            PluginTestKit.processor(processor)
                    .subscription("s")
                    .keyedBy(event -> "k")
                    .with(tick("a"))
                    .from("c")
                    .attempt(3)
                    .revision(2)
                    .run();

            assertThat(seen).containsExactly("test test a 1 0", "s c k 3 2");
        }

        @Test
        void that_answers_null_or_sets_state_without_a_key_has_failed() {
            PluginTestKit.processor(call -> null).with(tick("a")).run().fails(NullPointerException.class);
            PluginTestKit.processor(call -> Future.succeededFuture())
                    .with(tick("a"))
                    .run()
                    .fails(NullPointerException.class);
            kit.with(tick(null)).run().fails(IllegalStateException.class).hasMessageContaining("without a key");
        }

        @Test
        void that_clears_its_state_has_none() {
            PluginTestKit.processor(call -> Result.done().clearState().future())
                    .withState("a", count(1))
                    .with(tick("a"))
                    .run()
                    .hasNoState();
        }

        @Test
        void that_never_answers_is_an_error_of_the_test() {
            assertThatThrownBy(() -> PluginTestKit.processor(
                                    call -> Promise.<Result>promise().future())
                            .within(Duration.ofMillis(20))
                            .with(tick("a"))
                            .run())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("PT0.02S");
        }

        @Test
        void that_blocks_is_run_the_same_way() {
            BlockingProcessor processor = call -> {
                if (call.attempt() == 2) {
                    throw new IOException("disk");
                }
                return Result.done().state(count(7));
            };
            ProcessorKit blocking = PluginTestKit.blockingProcessor(processor);

            blocking.with(tick("a")).run().hasState(count(7));
            blocking.with(tick("a")).attempt(2).run().fails(IOException.class);
        }

        @Test
        void emits_events_as_the_kernel_would_make_them() {
            CloudEvent parent = tick("a").subject("s").build();

            CloudEvent emitted = kit.with(parent).run().events("out").get(0);

            assertThat(emitted.getType()).isEqualTo("counted");
            assertThat(emitted.getSubject()).isEqualTo("s");
            assertThat(EventKeys.defaultKey(emitted)).isEqualTo("a");
            assertThat(emitted.getExtension(EventKeys.CAUSATION_ID)).isEqualTo(parent.getId());
            assertThat(emitted.getExtension(EventKeys.CORRELATION_ID)).isEqualTo(parent.getId());
        }
    }

    @Nested
    class Assertions_fail {
        private final Processed processed =
                PluginTestKit.processor(COUNT).with(tick("a")).run();

        @Test
        void where_the_run_was_otherwise() {
            red(() -> processed.hasState(count(2)));
            red(processed::hasNoState);
            red(processed::emitsNothing);
            red(() -> processed.emits("out", "counted", count(2)));
            red(() -> processed.emits("elsewhere", "counted", count(1)));
            red(() -> processed.fails(Exception.class));
            red(() ->
                    PluginTestKit.processor(call -> null).with(tick("a")).run().isDone());
        }

        @Test
        void where_the_decision_was_otherwise() {
            Decided decided = PluginTestKit.errorHandler(
                            errored -> Decision.discard("old").future())
                    .with(tick("a"))
                    .run();

            decided.discards().withNote("old");
            red(decided::leaves);
            red(decided::repaired);
            red(() -> decided.retriesAfter(Duration.ZERO));
            red(() -> decided.redirectsTo("c"));
            red(() -> decided.withNote("new"));
            red(() -> PluginTestKit.errorHandler(errored -> null)
                    .with(tick("a"))
                    .run()
                    .decision());
        }

        private void red(Runnable assertion) {
            assertThatThrownBy(assertion::run).isInstanceOf(AssertionError.class);
        }
    }

    @Nested
    class A_plugin {
        private static final Option<String> GREETING = Option.required("greeting", OptionType.STRING, "what to say");
        private final List<String> story = new ArrayList<>();

        private final class Greeter extends SidetrackPlugin {
            @Override
            public void contribute(Contributions add) {
                add.options(List.of(GREETING));
                add.processor("greet", context -> call -> {
                    story.add("on loop " + Context.isOnEventLoopThread());
                    String said = context.options().get(GREETING);
                    return Result.done()
                            .emit("out", "said", new JsonObject().put("said", said))
                            .future();
                });
                add.blockingProcessor("wait", () -> call -> Result.done());
                add.errorHandler(
                        "drop",
                        () -> errored ->
                                Decision.discard(errored.cause().message()).future());
            }

            @Override
            public Future<Void> start(PluginContext context) {
                story.add("start " + context.options().get(GREETING));
                return super.start(context);
            }

            @Override
            public Future<Void> close() {
                story.add("close");
                return super.close();
            }
        }

        @Test
        void lives_from_start_to_close_and_its_components_are_reached_by_name() {
            try (StartedPlugin plugin =
                    PluginTestKit.plugin(new Greeter()).option("greeting", "hi").start()) {
                assertThat(plugin.processors()).containsExactly("greet", "wait");
                plugin.processor("greet")
                        .with(tick("a"))
                        .run()
                        .emits("out", "said", new JsonObject().put("said", "hi"));
                plugin.processor("wait").with(tick("a")).run().isDone();
                plugin.errorHandler("drop")
                        .with(tick("a"))
                        .failedWith(new IllegalStateException("old"))
                        .run()
                        .discards()
                        .withNote("old");
                assertThatThrownBy(() -> plugin.processor("gret"))
                        .hasMessage("no processor 'gret'; the plugin contributes [greet]");
            }
            assertThat(story).containsExactly("start hi", "on loop true", "close");
        }

        @Test
        void is_refused_with_every_wrong_option_and_name_at_once() {
            SidetrackPlugin wrong = new SidetrackPlugin() {
                @Override
                public void contribute(Contributions add) {
                    add.options(List.of(GREETING));
                    add.processor("Greet", () -> COUNT);
                    add.processor("count", () -> COUNT);
                    add.blockingProcessor("count", () -> call -> Result.done());
                }
            };

            assertThatThrownBy(() ->
                            PluginTestKit.plugin(wrong).option("gretting", "hi").start())
                    .message()
                    .contains(
                            "processor 'Greet': expected a name of a-z, 0-9 and '-', with a letter first",
                            "processor 'count' is contributed twice",
                            "options.gretting: unknown option",
                            "options.greeting: missing");
        }

        @Test
        void contributes_adapters_too() {
            try (StartedPlugin plugin =
                    PluginTestKit.plugin(new MemoryBrokerPlugin()).start()) {
                assertThat(plugin.brokerAdapters()).containsExactly("memory-log", "memory-queue");
                assertThat(plugin.brokerAdapter("memory-log").capabilities().replayable())
                        .isTrue();
            }
        }
    }

    private static EventBuilder tick(String key) {
        return event("tick", key, new JsonObject());
    }

    private static JsonObject count(int count) {
        return new JsonObject().put("count", count);
    }
}
