package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code token revoke}. */
@Command(name = "revoke", description = "Ends a token at once, and every session that was opened with it.")
final class TokenRevoke implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "NAME", description = "The name, as 'token list' shows it.")
    private String name = "";

    @Override
    public Integer call() {
        connection.open().delete("/api/v1/tokens/" + NodeClient.encode(name));
        spec.commandLine()
                .getOut()
                .println(
                        connection.json()
                                ? new JsonObject().put("revoked", name).encodePrettily()
                                : "Revoked, with every session that was opened with it.");
        return 0;
    }
}
