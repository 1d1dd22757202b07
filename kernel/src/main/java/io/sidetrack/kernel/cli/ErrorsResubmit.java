package io.sidetrack.kernel.cli;

import io.sidetrack.api.event.EventJson;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code errors resubmit}. */
@Command(
        name = "resubmit",
        description =
                "Runs an errored event again, as it is or edited, and tells how it ended. Those behind it follow.")
final class ErrorsResubmit implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "ID", description = "The id, as 'errors list' shows it.")
    private String id = "";

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Run it with the data in this file; '-' for standard input.")
    private @Nullable String data;

    @Option(
            names = "--event",
            paramLabel = "FILE",
            description =
                    "Run this event (CloudEvents JSON, the same source and id) in its place; '-' for standard input.")
    private @Nullable String event;

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why; kept with the decision.")
    private String note = "";

    @Option(
            names = "--version",
            paramLabel = "N",
            description = "Only if this is still its version. Default: the version at the time of the command.")
    private @Nullable Long version;

    @Option(names = "--confirm", description = "Permit to repeat an attempt of which nobody knows how it ended.")
    private boolean confirm;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long to wait for the outcome. Default: ${DEFAULT-VALUE}.")
    private int wait = 10;

    @Override
    public Integer call() {
        if (data != null && event != null) {
            throw new ParameterException(spec.commandLine(), "Give --data or --event, not both");
        }
        Errored errored = Errored.fetch(connection.open(), id);
        JsonObject decision = errored.decide("resubmit", version, body(errored));
        String outcome = errored.awaitOutcome(wait);
        PrintWriter out = spec.commandLine().getOut();
        if (connection.json()) {
            out.println(decision.put("outcome", outcome).encodePrettily());
        } else {
            out.println(told(errored, outcome));
        }
        return "failed again".equals(outcome) ? 1 : 0;
    }

    private JsonObject body(Errored errored) {
        JsonObject body = new JsonObject();
        if (data != null) {
            body.put("data", newData(errored, new Input(spec.commandLine(), data)));
        }
        if (event != null) {
            body.put("event", new Input(spec.commandLine(), event).json());
        }
        if (!note.isEmpty()) {
            body.put("note", note);
        }
        return confirm ? body.put("confirm", true) : body;
    }

    private static @Nullable Object newData(Errored errored, Input input) {
        JsonObject current = errored.event();
        boolean isJson = current == null || EventJson.isJson(current.getString("datacontenttype"));
        return isJson ? input.json() : input.text();
    }

    private String told(Errored errored, @Nullable String outcome) {
        if (outcome == null) {
            return "Decided; it has not run yet. See '" + Home.command() + " errors show " + id + connection.repeated()
                    + "'.";
        }
        if (outcome.equals("succeeded")) {
            return "Done: it ran again with success."
                    + (errored.waiting() == 0
                            ? ""
                            : " "
                                    + Text.counted(
                                            errored.waiting(), "event behind it follows.", "events behind it follow."));
        }
        JsonObject cause = Errored.fetch(errored.node(), id).detail().getJsonObject("cause");
        return "It failed again: " + Text.line(cause.getString("message"));
    }
}
