package io.sidetrack.kernel.plugin;

import io.sidetrack.kernel.config.Problem;
import io.sidetrack.kernel.plugin.PluginException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What people ask of the options of one plugin. */
final class AskedOptions {
    private final PluginOptions options;

    AskedOptions(PluginOptions options) {
        this.options = options;
    }

    /**
     * Sets options and starts the plugin anew with them; one that is stopped stays so. It goes on with the jar that runs where the
     * options are as that one declares them, else with the one that lies in the folder, which may declare others.
     *
     * @param inFolder what lies in the folder now
     * @param seen the version of its options that was looked at
     * @param changes new values by name, as JSON has them; {@code null} gives an option back to the file
     * @throws PluginException where somebody has changed them since, or they are not as both jars declare them
     */
    PluginStep step(Member member, Candidate inFolder, long seen, Map<String, @Nullable Object> changes, String by) {
        String id = member.id();
        GivenOptions now = given(id);
        if (now.set().version() != seen) {
            throw PluginException.changed(id, seen, now.set().version());
        }
        Map<String, @Nullable Object> wanted = new TreeMap<>();
        changes.forEach((name, value) -> wanted.put(name, value == null ? null : SetOptions.given(value)));
        GivenOptions then = now.with(now.set().with(wanted, by, Instant.now()));
        Candidate candidate = member.isStarted() ? member.candidate() : inFolder;
        List<Problem> problems = problems(member, candidate, then);
        if (!problems.isEmpty()) {
            if (member.isOf(inFolder)) {
                throw PluginException.of(problems);
            }
            candidate = inFolder;
        }
        return new PluginStep(
                PluginStep.Kind.CONFIGURED,
                id,
                member.runningVersion(),
                candidate,
                new OptionsChange(wanted, then, member.declared()));
    }

    /** None where it is not known yet what the jar declares. */
    private static List<Problem> problems(Member member, Candidate candidate, GivenOptions then) {
        List<Problem> problems = new ArrayList<>();
        if (member.contributions().isSound() && member.isOf(candidate)) {
            then.asked().check(member.declared(), problems);
        }
        return problems;
    }

    private GivenOptions given(String id) {
        try {
            return options.given(id);
        } catch (PluginFailure e) {
            throw new PluginException(Reason.STATE, "plugin '" + id + "': " + e.getMessage(), e);
        }
    }
}
