package io.sidetrack.kernel.plugin;

import io.sidetrack.api.config.Option;
import io.sidetrack.kernel.config.NodeConfig.PluginConfig;
import io.sidetrack.kernel.config.Problem;
import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options that plugins are given. What the file says is as it was when the node started; what people have set in place of it lies
 * below the data folder, in a file for each plugin that its owner alone can read, as there may be secrets in it.
 *
 * <p><b>Crash.</b> There is the file before a change or the one after it, whole, and it is on the disk when {@link #keep} returns.
 *
 * <p><b>Threading.</b> Thread-safe; the first look at a plugin's options, and every change, block. Changes come from one thread.
 */
final class PluginOptions {
    private static final Logger LOG = LoggerFactory.getLogger(PluginOptions.class);

    private final Path folder;
    private final Map<String, PluginConfig> file;
    private final Map<String, SetOptions> known = new ConcurrentHashMap<>();

    /** @param folder where changes are kept; created with the first of them */
    PluginOptions(Path folder, Map<String, PluginConfig> file) {
        this.folder = folder;
        this.file = file;
    }

    /** What a plugin is given. Fails where what was set cannot be read: it is neither dropped nor guessed at. */
    GivenOptions given(String id) throws PluginFailure {
        SetOptions set = known.get(id);
        if (set == null) {
            SetOptions read = read(id);
            SetOptions meanwhile = known.putIfAbsent(id, read);
            set = meanwhile == null ? read : meanwhile;
        }
        return fromFile(id).with(set);
    }

    /** What the file alone gives it. */
    GivenOptions fromFile(String id) {
        PluginConfig config = file.get(id);
        return new GivenOptions(id, config == null ? Map.of() : config.options(), SetOptions.NONE);
    }

    /** Keeps what is set now in place of what was. */
    void keep(String id, SetOptions set) throws IOException {
        Path unfinished =
                Files.createTempFile(Files.createDirectories(folder), "options-", ".tmp"); // its owner's alone
        try {
            try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                ByteBuffer text = ByteBuffer.wrap(set.toJson().getBytes(StandardCharsets.UTF_8));
                while (text.hasRemaining()) {
                    out.write(text);
                }
                out.force(true);
            }
            Files.move(unfinished, kept(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        known.put(id, set);
        sync();
    }

    /** Nothing is set for it any more. */
    void forget(String id) throws IOException {
        if (Files.deleteIfExists(kept(id))) {
            sync();
        }
        known.put(id, SetOptions.NONE);
    }

    /** What people have set of one plugin's options, each with what the file says in its place; of secrets no value. */
    List<Problem> setHere(String id, List<Option<?>> declared) {
        try {
            return given(id).told(declared);
        } catch (PluginFailure e) {
            return List.of(); // told as the problem of the plugin
        }
    }

    private SetOptions read(String id) throws PluginFailure {
        try {
            return SetOptions.ofJson(Files.readString(kept(id)));
        } catch (NoSuchFileException e) {
            return SetOptions.NONE;
        } catch (IOException | DecodeException e) {
            throw new PluginFailure(
                    "the options that were set here cannot be read from " + kept(id) + ": " + PluginFailure.describe(e)
                            + "; put the file right, or delete it, and start the plugin",
                    e);
        }
    }

    private Path kept(String id) {
        return folder.resolve(id + ".options.json");
    }

    /** The folder knows of a file as durably as the file knows its content. The change is made, whatever comes of this. */
    private void sync() {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            LOG.warn(
                    "{} could not be synchronised; a power cut may undo a change of options: {}", folder, e.toString());
        }
    }
}
