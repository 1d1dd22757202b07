package io.sidetrack.kernel.cli;

import io.sidetrack.kernel.lifecycle.LockNote;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to a running node, and which node they mean. */
final class Connection {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where the node is, such as http://127.0.0.1:8080. Environment: SIDETRACK_URL.",
            defaultValue = "${env:SIDETRACK_URL:-}")
    private String url = "";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token to use. Environment: SIDETRACK_TOKEN.",
            defaultValue = "${env:SIDETRACK_TOKEN:-}")
    private String token = "";

    @Option(
            names = "--node",
            paramLabel = "DIR",
            description = "The data folder of a node on this machine; tells address and token. Default: data/ of this"
                    + " installation, or demo-data/ while only the demo runs.")
    private @Nullable Path node;

    @Option(names = "--json", description = "Print JSON for machines.")
    private boolean json;

    boolean json() {
        return json;
    }

    /** What must be added to a command so that it means the same node. */
    String repeated() {
        return (url.isEmpty() ? "" : " --url " + url) + (node == null ? "" : " --node " + node);
    }

    NodeClient open() {
        Path data = node == null ? runningNode(Home.find()) : node;
        return new NodeClient(address(data), secret(data));
    }

    private URI address(Path data) {
        String text = url.isEmpty() ? LockNote.read(data).url() : url;
        if (text == null) {
            throw new CommandFailed("no node runs on data folder " + data
                    + "; start one with 'sidetrack run', or name one with --url or --node");
        }
        try {
            URI address = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (address.getHost() != null && String.valueOf(address.getScheme()).startsWith("http")) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // no URI at all: told below
        }
        throw new CommandFailed("--url is '" + text + "'; expected a URL such as http://127.0.0.1:8080");
    }

    private String secret(Path data) {
        if (!token.isEmpty()) {
            return token;
        }
        Path file = data.resolve("admin-token");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailed("no token: " + file + " cannot be read; give one with --token or SIDETRACK_TOKEN");
        }
    }

    private static Path runningNode(Home home) {
        boolean demoAlone = !isRunning(home.data()) && isRunning(home.demoData());
        return demoAlone ? home.demoData() : home.data();
    }

    static boolean isRunning(Path data) {
        LockNote holder = LockNote.read(data);
        return holder.url() != null && ProcessHandle.of(holder.pid()).isPresent();
    }
}
