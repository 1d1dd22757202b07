package io.sidetrack.kernel.cli;

import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventJson;
import io.sidetrack.api.event.ExactJson;
import io.sidetrack.api.event.InvalidEventException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code channel publish}. */
@Command(
        name = "publish",
        description = {
            "Publishes events and ends once they are durable.",
            "FILE holds CloudEvents as JSON: one, an array, or one a line. With --type it holds the data of one event."
        })
final class ChannelPublish implements Callable<Integer> {
    private static final int BATCH = 1000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel.")
    private String channel = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "The file; '-', the default, is standard input.")
    private String file = "-";

    @Option(names = "--type", paramLabel = "TYPE", description = "Publish FILE as the data of an event of this type.")
    private @Nullable String type;

    @Option(
            names = "--source",
            paramLabel = "URI",
            defaultValue = "/sidetrack/command-line",
            description = "With --type: its source. Default: ${DEFAULT-VALUE}.")
    private String source = "";

    @Option(names = "--id", paramLabel = "ID", description = "With --type: its id. Default: a random one.")
    private @Nullable String id;

    @Option(names = "--subject", paramLabel = "TEXT", description = "With --type: its subject.")
    private @Nullable String subject;

    @Option(names = "--key", paramLabel = "KEY", description = "With --type: its ordering key (partitionkey).")
    private @Nullable String key;

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            defaultValue = "application/json",
            description = "With --type: the media type of the data. Default: ${DEFAULT-VALUE}.")
    private String contentType = "";

    @Override
    public Integer call() {
        String text = new Input(spec.commandLine(), file).text();
        JsonArray events = type == null ? events(text) : new JsonArray().add(event(type, text));
        NodeClient node = connection.open();
        JsonArray results = new JsonArray();
        for (int from = 0; from < events.size(); from += BATCH) {
            JsonArray batch = new JsonArray(events.getList().subList(from, Math.min(from + BATCH, events.size())));
            results.addAll(publish(node, batch, results.size()));
        }
        report(results);
        return 0;
    }

    private JsonArray publish(NodeClient node, JsonArray batch, int before) {
        NodeClient.Answer answer = node.tryPost(
                "/api/v1/channels/" + NodeClient.encode(channel) + "/events",
                EventJson.BATCH_MEDIA_TYPE,
                batch.encode(),
                Map.of());
        if (!answer.isOk()) {
            throw new CommandFailed(NodeClient.refusal(answer).getMessage()
                    + (before == 0
                            ? ""
                            : "\n" + Text.counted(before, "event before it is", "events before it are")
                                    + " published"));
        }
        return answer.json().getJsonArray("results");
    }

    private void report(JsonArray results) {
        PrintWriter out = spec.commandLine().getOut();
        if (connection.json()) {
            out.println(new JsonObject()
                    .put("channel", channel)
                    .put("results", results)
                    .encodePrettily());
            return;
        }
        long duplicates = results.stream()
                .filter(result -> ((JsonObject) result).getBoolean("duplicate"))
                .count();
        out.println("Published " + Text.counted(results.size(), "event", "events") + " to " + channel
                + (duplicates == 0 ? "." : "; " + duplicates + " had been published before."));
    }

    private JsonObject event(String eventType, String text) {
        try {
            return EventJson.toJson(EventBuilder.event()
                    .id(id == null ? UUID.randomUUID().toString() : id)
                    .source(source)
                    .type(eventType)
                    .subject(subject)
                    .partitionKey(key)
                    .data(text, contentType)
                    .build());
        } catch (InvalidEventException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private JsonArray events(String text) {
        String json = text.strip();
        try {
            if (json.startsWith("[")) {
                return (JsonArray) Objects.requireNonNull(ExactJson.decode(Buffer.buffer(json)));
            }
            try {
                return new JsonArray().add(ExactJson.object(json));
            } catch (DecodeException e) {
                JsonArray lines = new JsonArray();
                json.lines().filter(line -> !line.isBlank()).forEach(line -> lines.add(ExactJson.object(line)));
                return lines;
            }
        } catch (DecodeException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "What was given is no CloudEvent as JSON, no array of them, and not one a line: " + e.getMessage()
                            + ". Give --type to publish it as data");
        }
    }
}
