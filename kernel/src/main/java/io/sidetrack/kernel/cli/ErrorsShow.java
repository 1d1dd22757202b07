package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code errors show}. */
@Command(
        name = "show",
        description = "Shows an errored event: what it is, why it failed, what waits, and how to resolve it.")
final class ErrorsShow implements Callable<Integer> {
    private static final String INDENT = "  ";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "ID", description = "The id, as 'errors list' shows it.")
    private String id = "";

    @Option(names = "--stack", description = "Also the stack trace of the cause.")
    private boolean stack;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Errored errored = Errored.fetch(connection.open(), id);
        if (connection.json()) {
            out.println(errored.detail().encodePrettily());
            return 0;
        }
        summary(out, errored);
        event(out, errored);
        attempts(out, errored.detail().getJsonArray("attempts"));
        resolutions(out, errored.detail().getJsonArray("resolutions"));
        if (stack) {
            out.println();
            out.print(Text.block(errored.detail().getJsonObject("cause").getString("stackTrace", ""), INDENT));
        }
        howToResolve(out, errored);
        return 0;
    }

    private static void summary(PrintWriter out, Errored errored) {
        JsonObject detail = errored.detail();
        JsonObject original = detail.getJsonObject("original");
        Text rows = Text.rows()
                .row("errored event", errored.id())
                .row("status", detail.getString("status") + " (version " + detail.getLong("version") + ")")
                .row("subscription", detail.getString("subscription"))
                .row("key", detail.getString("key") == null ? "none" : detail.getString("key"))
                .row(
                        "received",
                        "channel " + original.getString("channel") + ", position " + original.getLong("position"))
                .row("since", detail.getString("createdAt"))
                .row("cause", cause(detail.getJsonObject("cause")))
                .row("waiting", waiting(errored.waiting()));
        if (!detail.getString("note").isEmpty()) {
            rows.row("note", detail.getString("note"));
        }
        out.print(rows);
    }

    static String waiting(long count) {
        return count == 0
                ? "no other event waits behind it"
                : Text.counted(count, "event of its key waits behind it", "events of its key wait behind it");
    }

    private static String cause(JsonObject cause) {
        String type = cause.getString("type");
        return type.substring(type.lastIndexOf('.') + 1) + ": " + cause.getString("message");
    }

    private static void event(PrintWriter out, Errored errored) {
        JsonObject event = errored.event();
        out.println();
        if (event == null) {
            JsonObject current = errored.detail().getJsonObject("current");
            out.println("What was received is no event: " + Text.line(current.getString("problem", "")));
            out.print(Text.block(bytes(Base64.getDecoder().decode(current.getString("raw", ""))), INDENT));
            return;
        }
        long revision = errored.detail().getLong("revision");
        out.println(revision == 0 ? "The event:" : "The event as edited (revision " + revision + "):");
        out.print(Text.block(event.encodePrettily(), INDENT));
    }

    /** As text where they are that, else in Base64. */
    private static String bytes(byte[] raw) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            return "base64 " + Base64.getEncoder().encodeToString(raw);
        }
    }

    private static void attempts(PrintWriter out, JsonArray attempts) {
        out.println();
        out.println(Text.counted(attempts.size(), "failed attempt:", "failed attempts:"));
        Text table = Text.rows();
        for (int i = 0; i < attempts.size(); i++) {
            JsonObject attempt = attempts.getJsonObject(i);
            table.row(
                    INDENT + attempt.getInteger("number"),
                    attempt.getString("startedAt"),
                    attempt.getLong("tookMillis") + " ms",
                    cause(attempt.getJsonObject("cause")));
        }
        out.print(table);
    }

    private static void resolutions(PrintWriter out, JsonArray resolutions) {
        if (resolutions.isEmpty()) {
            return;
        }
        out.println();
        out.println(Text.counted(resolutions.size(), "decision:", "decisions:"));
        Text table = Text.rows();
        for (int i = 0; i < resolutions.size(); i++) {
            JsonObject resolution = resolutions.getJsonObject(i);
            String outcome = resolution.getString("outcome");
            table.row(
                    INDENT + resolution.getString("decidedAt"),
                    resolution.getString("action") + " by " + resolution.getString("by"),
                    outcome == null ? "-" : outcome,
                    resolution.getString("note"));
        }
        out.print(table);
    }

    private void howToResolve(PrintWriter out, Errored errored) {
        String status = errored.detail().getString("status");
        if (!"open".equals(status) && !"indeterminate".equals(status)) {
            return;
        }
        String command = INDENT + Home.command() + " errors ";
        String node = connection.repeated();
        String confirm = "indeterminate".equals(status) ? " --confirm" : "";
        out.println();
        out.println("Resolve it with one of");
        String resubmit = command + "resubmit " + errored.id() + confirm;
        Text commands = Text.rows();
        if (errored.event() == null) {
            commands.row(resubmit + " --event FILE" + node, "runs an event in its place");
        } else {
            commands.row(resubmit + node, "runs it again as it is")
                    .row(resubmit + " --data FILE" + node, "with other data");
        }
        commands.row(command + "discard " + errored.id() + node, "drops it; those behind it go on");
        if (errored.waiting() > 0) {
            commands.row(command + "discard " + errored.id() + " --siding" + node, "drops it and those behind it");
        }
        out.print(commands);
    }
}
