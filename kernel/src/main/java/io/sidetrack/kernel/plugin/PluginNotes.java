package io.sidetrack.kernel.plugin;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the drop folder does not tell and a restart must know: which plugins a person has stopped, which jars are quarantined and why,
 * and what ran before each. A file beside the private copies.
 *
 * <p><b>Threading.</b> Changed by one thread at a time; single notes may be asked for by any. Reading and writing files block.
 */
final class PluginNotes {
    /** Of a set that starts nothing. */
    static final PluginNotes NONE = new PluginNotes(null, new Properties());

    private static final Logger LOG = LoggerFactory.getLogger(PluginNotes.class);
    private static final String FILE = "notes.properties";
    private static final String STOPPED = ".stopped";
    private static final String RUNS = ".runs";
    private static final String BEFORE = ".before";
    private static final String QUARANTINED = ".quarantined";
    private static final String REASON = ".quarantined-for";

    private final @Nullable Path folder;
    private final Properties notes;

    private PluginNotes(@Nullable Path folder, Properties notes) {
        this.folder = folder;
        this.notes = notes;
    }

    /** Notes that cannot be read are none: what the folder says counts. */
    static PluginNotes read(Path folder) {
        Properties notes = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve(FILE))) {
            notes.load(reader);
        } catch (NoSuchFileException e) {
            LOG.debug("no notes on plugins yet");
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("the notes on plugins in {} cannot be read, and are begun anew: {}", folder, e.toString());
        }
        return new PluginNotes(folder, notes);
    }

    boolean isStopped(String id) {
        return notes.containsKey(id + STOPPED);
    }

    /** What this very jar did, for which the node keeps it from running; {@code null} where it does not. */
    @Nullable
    String quarantinedFor(Candidate candidate) {
        String id = candidate.id();
        return candidate.copy().sha256().equals(notes.getProperty(id + QUARANTINED))
                ? notes.getProperty(id + REASON, "it misbehaved")
                : null;
    }

    /** The digest of what ran before, or {@code null}. */
    @Nullable
    String before(String id) {
        return notes.getProperty(id + BEFORE);
    }

    /** The digests of the copies that are needed. */
    Set<String> kept(List<Candidate> candidates) {
        Set<String> digests = new HashSet<>();
        candidates.forEach(candidate -> digests.add(candidate.copy().sha256()));
        notes.stringPropertyNames().stream()
                .filter(key -> key.endsWith(RUNS) || key.endsWith(BEFORE))
                .forEach(key -> digests.add(notes.getProperty(key)));
        return digests;
    }

    /** Writes down what a step has changed; there is either the file before it, or the one after it. */
    void done(PluginStep step) throws IOException {
        String id = step.id();
        switch (step.kind()) {
            case STOPPED -> notes.setProperty(id + STOPPED, "by a person");
            case REMOVED ->
                List.of(STOPPED, RUNS, BEFORE, QUARANTINED, REASON).forEach(note -> notes.remove(id + note));
            case STARTED, REPLACED, RELOADED -> {
                notes.remove(id + STOPPED);
                runs(id, step.sha256());
            }
            case QUARANTINED -> {
                notes.setProperty(id + QUARANTINED, notes.getProperty(id + RUNS, ""));
                notes.setProperty(id + REASON, step.reason());
            }
            case CONFIGURED -> {
                if (!isStopped(id)) {
                    runs(id, step.sha256());
                }
            }
        }
        write();
    }

    /** It must not run, for what it did. */
    void quarantine(Candidate candidate, String reason) throws IOException {
        notes.setProperty(candidate.id() + QUARANTINED, candidate.copy().sha256());
        notes.setProperty(candidate.id() + REASON, reason);
        write();
    }

    /** What runs since the node has started. */
    void started(List<Candidate> candidates) throws IOException {
        candidates.forEach(candidate -> runs(candidate.id(), candidate.copy().sha256()));
        write();
    }

    private void runs(String id, String sha256) {
        notes.remove(id + QUARANTINED);
        notes.remove(id + REASON);
        Object ran = notes.setProperty(id + RUNS, sha256);
        if (ran != null && !ran.equals(sha256)) {
            notes.setProperty(id + BEFORE, ran.toString());
        }
    }

    private void write() throws IOException {
        if (folder == null) {
            return;
        }
        Path unfinished = Files.createTempFile(Files.createDirectories(folder), "notes-", ".tmp");
        try (Writer writer = Files.newBufferedWriter(unfinished)) {
            notes.store(writer, "kept by the node");
        }
        Files.move(
                unfinished, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
