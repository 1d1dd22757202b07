package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code token list}. */
@Command(name = "list", description = "Lists the named tokens, those that have ended included; never their secrets.")
final class TokenList implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        JsonObject answer = connection.open().get("/api/v1/tokens").json();
        if (connection.json()) {
            out.println(answer.encodePrettily());
            return 0;
        }
        JsonArray tokens = answer.getJsonArray("items");
        if (tokens.isEmpty()) {
            out.println("No named tokens. Make one with 'sidetrack token create NAME --role viewer'.");
            return 0;
        }
        Text table = Text.table("NAME", "ROLE", "MADE BY", "MADE AT", "ENDS AT");
        for (int i = 0; i < tokens.size(); i++) {
            JsonObject token = tokens.getJsonObject(i);
            table.row(
                    token.getString("name"),
                    token.getString("role"),
                    token.getString("createdBy"),
                    token.getString("createdAt"),
                    token.getString("expiresAt") == null ? "never" : token.getString("expiresAt"));
        }
        out.print(table);
        return 0;
    }
}
