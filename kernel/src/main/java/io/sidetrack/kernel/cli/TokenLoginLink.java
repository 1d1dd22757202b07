package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code token login-link}. */
@Command(
        name = "login-link",
        description =
                "Prints a link that logs a browser in, once and within fifteen minutes, as the token it was made with."
                        + " Without --token that is the administrator.")
final class TokenLoginLink implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Override
    public Integer call() {
        NodeClient node = connection.open();
        JsonObject link = node.post("/api/v1/login-links", "application/json", "", Map.of())
                .json();
        link.put("url", node.node() + link.getString("path"));
        spec.commandLine().getOut().println(connection.json() ? link.encodePrettily() : link.getString("url"));
        return 0;
    }
}
