package io.sidetrack.kernel.plugin;

import io.sidetrack.api.config.Option;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginDependency;

/**
 * The plugins of a node at one moment, in the order in which they started: each after those it needs. Immutable; a change makes
 * another one.
 *
 * @param refused what lies in the folder and is no plugin
 */
record Roster(Map<String, Member> members, List<Components.PluginInfo> refused) implements Components {
    static final Roster EMPTY = new Roster(Map.of(), List.of());

    /** With these in place of what has their ids, and behind all others. */
    Roster with(Member... changed) {
        Map<String, Member> next = new LinkedHashMap<>(members);
        for (Member member : changed) {
            next.remove(member.id());
            next.put(member.id(), member);
        }
        return new Roster(next, refused);
    }

    /** With another standing of a plugin, in its place. */
    Roster where(Member standing) {
        Map<String, Member> next = new LinkedHashMap<>(members);
        next.put(standing.id(), standing);
        return new Roster(next, refused);
    }

    Roster without(Collection<String> ids) {
        Map<String, Member> next = new LinkedHashMap<>(members);
        next.keySet().removeAll(ids);
        return new Roster(next, refused);
    }

    Roster refusing(List<PluginInfo> files) {
        return new Roster(members, List.copyOf(files));
    }

    @Nullable
    Member member(String id) {
        return members.get(id);
    }

    /** The name of the file that a plugin was read from, or {@code null}. */
    @Nullable
    String jar(String id) {
        Member member = members.get(id);
        return member == null ? null : member.candidate().copy().name();
    }

    /** The plugin, where it runs, and those that run and need it, directly or through others, in the order of their start. */
    List<Member> startedWith(String id) {
        Set<String> ids = new LinkedHashSet<>(Set.of(id));
        List<Member> found = new ArrayList<>();
        for (Member member : members.values()) {
            if (member.isStarted()
                    && (member.id().equals(id)
                            || dependencies(member.candidate()).anyMatch(ids::contains))) {
                ids.add(member.id());
                found.add(member);
            }
        }
        return found;
    }

    /** The plugins that a candidate names as dependencies, each with the digest of the one that runs, empty where none does. */
    Map<String, String> against(Candidate candidate) {
        Map<String, String> found = new HashMap<>();
        dependencies(candidate).forEach(id -> {
            Member member = members.get(id);
            found.put(
                    id,
                    member != null && member.isStarted()
                            ? member.candidate().copy().sha256()
                            : "");
        });
        return found;
    }

    private static java.util.stream.Stream<String> dependencies(Candidate candidate) {
        return candidate.descriptor().getDependencies().stream().map(PluginDependency::getPluginId);
    }

    @Override
    public Optional<ProcessorComponent> processor(String reference) {
        return started(reference).flatMap(plugin -> plugin.processor(component(reference)));
    }

    @Override
    public Optional<HandlerComponent> errorHandler(String reference) {
        return started(reference).flatMap(plugin -> plugin.errorHandler(component(reference)));
    }

    @Override
    public Optional<AdapterComponent> brokerAdapter(String name) {
        return members.values().stream()
                .map(Member::started)
                .filter(Objects::nonNull)
                .flatMap(plugin -> plugin.brokerAdapter(name).stream())
                .findFirst();
    }

    @Override
    public boolean replaceLoops(String id, Vertx stuck) {
        Member member = members.get(id);
        StartedPlugin plugin = member == null ? null : member.started();
        return plugin != null && plugin.replaceLoops(stuck);
    }

    @Override
    public Optional<List<Option<?>>> adapterOptions(String name) {
        return members.values().stream()
                .map(Member::contributions)
                .filter(ContributionList::isSound)
                .map(contributions -> contributions.brokerAdapters.get(name))
                .filter(Objects::nonNull)
                .findFirst()
                .map(ContributionList.AdapterFactory::options);
    }

    @Override
    public List<PluginInfo> plugins() {
        List<PluginInfo> all = new ArrayList<>(refused);
        members.values().forEach(member -> all.add(member.info()));
        all.sort(Comparator.comparing(PluginInfo::id).thenComparing(PluginInfo::jar));
        return List.copyOf(all);
    }

    private Optional<StartedPlugin> started(String reference) {
        int dot = reference.indexOf('.');
        return dot < 0
                ? Optional.empty()
                : Optional.ofNullable(members.get(reference.substring(0, dot))).map(Member::started);
    }

    private static String component(String reference) {
        return reference.substring(reference.indexOf('.') + 1);
    }
}
