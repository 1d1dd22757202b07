package io.sidetrack.kernel.plugin;

import io.sidetrack.api.Health;
import io.sidetrack.api.config.Option;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.kernel.plugin.release.HeldClasses;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one plugin at one moment.
 *
 * @param inFolder what lies in the drop folder; {@code null} where nothing of its id does
 * @param before what ran before and can be gone back to, or {@code null}
 * @param optionsVersion names the options as they are set here; another one after each change
 * @param options the declared ones in their order, then what is set here and not declared, as far as the plugin has told
 * @param replaced the plugins that are replaced when it is: itself, where it runs, and those that run and need it
 * @param threads how many threads of it live; 0 where it does not run
 * @param loopsReplaced how often it got other event loops because it had blocked all it had
 * @param health as the plugin says itself
 * @param held the classes of versions that were unloaded, which something holds still
 */
public record PluginDetail(
        PluginInfo info,
        @Nullable Version inFolder,
        @Nullable Version before,
        long optionsVersion,
        List<OptionState> options,
        List<PluginInfo> replaced,
        int threads,
        int loopsReplaced,
        Health health,
        List<HeldClasses> held) {

    /** A jar by what it says of itself. */
    public record Version(String version, String sha256) {}

    /** Where the value of an option comes from. */
    public enum Origin {
        DEFAULT,
        FILE,
        SET_HERE
    }

    /**
     * One option.
     *
     * @param declared its declaration; {@code null} where it was set here and is not declared (any more)
     * @param given what the file or a person gave; {@code null} where nobody gave anything. Not to be told of a secret
     * @param by who set it here, or {@code null}
     * @param at when, or {@code null}
     * @param inFile whether the file gives a value, which counts where nothing is set here
     */
    public record OptionState(
            String name,
            @Nullable Option<?> declared,
            @Nullable Object given,
            Origin origin,
            @Nullable String by,
            @Nullable Instant at,
            boolean inFile) {}
}
