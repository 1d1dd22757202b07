package io.sidetrack.kernel.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidetrack.api.event.ExactJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What a person gives in a file, or with {@code -} on standard input. */
final class Input {
    private final CommandLine command;
    private final String name;

    /** @param command whose usage is wrong where the file cannot be read */
    Input(CommandLine command, String name) {
        this.command = command;
        this.name = name;
    }

    String text() {
        try {
            return name.equals("-") ? new String(System.in.readAllBytes(), UTF_8) : Files.readString(Path.of(name));
        } catch (NoSuchFileException e) {
            throw wrong("there is no file " + name);
        } catch (CharacterCodingException e) {
            throw wrong(name + " is not in UTF-8");
        } catch (IOException e) {
            throw wrong("file " + name + " cannot be read: " + e.getMessage());
        }
    }

    /** A JSON object, array, string, number, boolean or {@code null}. */
    @Nullable
    Object json() {
        String text = text();
        try {
            return ExactJson.decode(Buffer.buffer(text));
        } catch (DecodeException e) {
            throw wrong((name.equals("-") ? "standard input" : name) + " is no JSON: " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command, message);
    }
}
