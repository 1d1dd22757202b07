package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code errors discard}. */
@Command(
        name = "discard",
        description = "Drops an errored event. Those behind it go on, or with --siding are dropped with it.")
final class ErrorsDiscard implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "ID", description = "The id, as 'errors list' shows it.")
    private String id = "";

    @Option(names = "--siding", description = "Drop everything that waits behind it too.")
    private boolean siding;

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why; kept with the decision.")
    private String note = "";

    @Option(
            names = "--version",
            paramLabel = "N",
            description = "Only if this is still its version. Default: the version at the time of the command.")
    private @Nullable Long version;

    @Override
    public Integer call() {
        Errored errored = Errored.fetch(connection.open(), id);
        JsonObject body = new JsonObject().put("scope", siding ? "siding" : "event");
        if (!note.isEmpty()) {
            body.put("note", note);
        }
        JsonObject decision = errored.decide("discard", version, body);
        PrintWriter out = spec.commandLine().getOut();
        if (connection.json()) {
            out.println(decision.encodePrettily());
        } else {
            out.println(told(decision.getLong("affected", 0L)));
        }
        return 0;
    }

    private String told(long affected) {
        if (affected == 0) {
            return "Discarded. No other event waited behind it.";
        }
        return siding
                ? "Discarded, with "
                        + Text.counted(affected, "event that waited behind it.", "events that waited behind it.")
                : "Discarded. "
                        + Text.counted(affected, "event behind it is released.", "events behind it are released.");
    }
}
