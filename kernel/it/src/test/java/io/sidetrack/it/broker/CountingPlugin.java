package io.sidetrack.it.broker;

import io.sidetrack.it.PluginJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plugin whose processor counts the events of a key in its keyed state and emits each with its number and the count. It rejects
 * what is poison, and writes every call into a file before anything else, so that one sees from outside what ran how often.
 *
 * <p>Files of its folder are its switches: while {@code gate} is there, a call waits; while {@code down} is there, it fails as
 * when its target is away; while {@code slow} is there, the events of a few keys take a while.
 */
final class CountingPlugin {
    private static final String SOURCE = """
            import io.sidetrack.api.*;
            import io.sidetrack.api.config.*;
            import io.sidetrack.api.processor.*;
            import io.vertx.core.*;
            import io.vertx.core.json.JsonObject;
            import java.nio.file.*;
            import java.util.List;
            public final class Counting extends SidetrackPlugin {
              static final Option<String> FOLDER = Option.of("folder", OptionType.STRING, ".", "its switches and its record");
              @Override public void contribute(Contributions add) {
                add.options(List.of(FOLDER));
                add.processor("count", Count::new);
              }
              static final class Count implements Processor {
                private final Vertx vertx;
                private final Path folder;
                Count(PluginContext context) {
                  vertx = context.vertx();
                  folder = Path.of(context.options().get(FOLDER));
                }
                @Override public Future<Result> process(Invocation call) {
                  JsonObject data = call.json();
                  try {
                    Files.writeString(folder.resolve("calls"), data.getLong("n") + " " + call.revision() + "\\n",
                        StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                  } catch (java.io.IOException e) {
                    return Future.failedFuture(e);
                  }
                  Promise<Result> promise = Promise.promise();
                  if (Math.floorMod(call.key().hashCode(), 7) == 0 && Files.exists(folder.resolve("slow"))) {
                    vertx.setTimer(60, fired -> gated(call, data, promise));
                  } else {
                    gated(call, data, promise);
                  }
                  return promise.future();
                }
                private void gated(Invocation call, JsonObject data, Promise<Result> promise) {
                  if (Files.exists(folder.resolve("gate"))) {
                    vertx.setTimer(10, fired -> gated(call, data, promise));
                  } else if (Files.exists(folder.resolve("down"))) {
                    promise.fail(new IllegalStateException("the target is down"));
                  } else if (data.getBoolean("poison", false)) {
                    promise.fail(new EventRejectedException("poison"));
                  } else {
                    long count = call.stateJson().getLong("count", 0L) + 1;
                    promise.complete(Result.done()
                        .state(new JsonObject().put("count", count))
                        .emit("out", "counted", new JsonObject()
                            .put("key", call.key()).put("n", data.getLong("n")).put("count", count)
                            .put("edited", data.getBoolean("edited", false))));
                  }
                }
              }
            }
            """;

    private final Path folder;

    /** @param folder where its switches and its record are */
    CountingPlugin(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    Path jar() {
        return jar("1.0.0");
    }

    /** The same code in some version. */
    Path jar(String version) {
        return PluginJar.of(folder, "counting", version, "Counting", SOURCE);
    }

    String options() {
        return "{folder: '" + folder + "'}";
    }

    /** From now on a call waits until the gate is open again. */
    void closeGate() {
        put("gate");
    }

    void openGate() {
        remove("gate");
    }

    /** From now on every call fails, until the target is up again. */
    void targetDown() {
        put("down");
    }

    void targetUp() {
        remove("down");
    }

    /** From now on the events of a few keys take a while, so that those of other keys are done long before them. */
    void slowKeys() {
        put("slow");
    }

    /** How often each number was called. */
    Map<Long, Integer> calls() {
        Map<Long, Integer> calls = new HashMap<>();
        for (String line : record()) {
            calls.merge(Long.parseLong(line.substring(0, line.indexOf(' '))), 1, Integer::sum);
        }
        return calls;
    }

    private List<String> record() {
        try {
            Path file = folder.resolve("calls");
            return Files.exists(file) ? new ArrayList<>(Files.readAllLines(file)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(String name) {
        try {
            Files.writeString(folder.resolve(name), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
