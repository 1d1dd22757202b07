package io.sidetrack.kernel.plugin;

import io.sidetrack.kernel.plugin.Components.PluginInfo;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginDescriptor;

/** A jar that describes itself as a plugin; none of its code has been loaded. */
record Candidate(PrivateCopy copy, PluginDescriptor descriptor, List<String> bundled) {

    static Candidate read(Path dropped, Path privateFolder) throws PluginFailure {
        return of(PrivateCopy.take(dropped, privateFolder));
    }

    static Candidate of(PrivateCopy copy) throws PluginFailure {
        DescriptorReader.Described described = DescriptorReader.read(copy.path());
        return new Candidate(copy, described.descriptor(), described.bundled());
    }

    /** The same under another name in the drop folder. */
    Candidate named(String name) {
        return new Candidate(copy.named(name), descriptor, bundled);
    }

    String version() {
        return descriptor.getVersion();
    }

    String id() {
        return descriptor.getPluginId();
    }

    PluginInfo info(
            String state,
            @Nullable String problem,
            ContributionList contributed,
            @Nullable String refusal,
            @Nullable String signer) {
        return new PluginInfo(
                id(),
                descriptor.getVersion(),
                orEmpty(descriptor.getProvider()),
                orEmpty(descriptor.getPluginDescription()),
                state,
                problem,
                copy.name(),
                copy.sha256(),
                List.copyOf(contributed.processors.keySet()),
                List.copyOf(contributed.errorHandlers.keySet()),
                List.copyOf(contributed.brokerAdapters.keySet()),
                refusal,
                signer);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
