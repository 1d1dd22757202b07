package io.sidetrack.kernel.cli;

import io.sidetrack.api.event.ExactJson;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code channel tail}. */
@Command(name = "tail", description = "Follows an embedded channel: prints each event as it comes, until Ctrl-C.")
final class ChannelTail implements Callable<Integer> {
    private static final String DATA = "data:";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "CHANNEL", description = "The channel.")
    private String channel = "";

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            defaultValue = "latest",
            description = "Where to begin: earliest, latest (what comes from now on), a position, or a time such as"
                    + " 2026-01-31T12:00:00Z. Default: ${DEFAULT-VALUE}.")
    private String from = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "0", description = "End after so many events.")
    private long limit;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        String path = "/api/v1/channels/" + NodeClient.encode(channel) + "/events?from=" + NodeClient.encode(from);
        NodeClient node = connection.open();
        try (Stream<String> lines = node.follow(path)) {
            Stream<String> events = lines.filter(line -> line.startsWith(DATA));
            (limit > 0 ? events.limit(limit) : events).forEach(line -> {
                JsonObject event = ExactJson.object(line.substring(DATA.length()));
                out.println(connection.json() ? event.encode() : shown(event));
                out.flush();
            });
        } catch (UncheckedIOException e) {
            throw new CommandFailed("the node at " + node.node() + " ended the stream");
        }
        return 0;
    }

    private static String shown(JsonObject item) {
        JsonObject event = item.getJsonObject("event");
        Object data = event.getValue("data", event.getValue("data_base64"));
        String key = event.getString("partitionkey", event.getString("subject"));
        return Text.line(String.join(
                "  ",
                String.valueOf(item.getLong("position")),
                item.getString("at"),
                event.getString("type"),
                event.getString("id"),
                key == null ? "-" : key,
                data == null ? "" : data.toString()));
    }
}
