package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code token create}. */
@Command(
        name = "create",
        description = "Makes a token. It is shown once: the node keeps only its hash.",
        footer = {
            "",
            "A viewer looks; an operator also publishes, decides on errored events, pauses and resumes; an admin may everything."
        })
final class TokenCreate implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "NAME", description = "Whose it is; what is done with it is recorded under this name.")
    private String name = "";

    @Option(names = "--role", paramLabel = "ROLE", required = true, description = "viewer, operator or admin.")
    private String role = "";

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description = "When it ends: days, hours or minutes from now, such as 90d, or a time such as"
                    + " 2026-12-31T00:00:00Z. Default: never.")
    private @Nullable String expires;

    @Override
    public Integer call() {
        JsonObject body = new JsonObject().put("name", name).put("role", role);
        if (expires != null) {
            body.put("expiresAt", time(expires).toString());
        }
        JsonObject token = connection
                .open()
                .post("/api/v1/tokens", "application/json", body.encode(), Map.of())
                .json();
        PrintWriter out = spec.commandLine().getOut();
        if (connection.json()) {
            out.println(token.encodePrettily());
        } else {
            out.println(token.getString("token"));
            spec.commandLine()
                    .getErr()
                    .println("This is shown once. Use it with --token, SIDETRACK_TOKEN or 'Authorization: Bearer …'.");
        }
        return 0;
    }

    private Instant time(String text) {
        try {
            if (text.matches("\\d{1,6}[dhm]")) {
                long count = Long.parseLong(text.substring(0, text.length() - 1));
                long seconds = text.endsWith("d") ? 86_400 : text.endsWith("h") ? 3_600 : 60;
                return Instant.now().plusSeconds(count * seconds);
            }
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--expires is '" + text + "'; expected days, hours or minutes such as 90d, or a time such as"
                            + " 2026-12-31T00:00:00Z",
                    e);
        } catch (DateTimeException e) {
            throw new ParameterException(spec.commandLine(), "--expires is '" + text + "', which is too far away", e);
        }
    }
}
