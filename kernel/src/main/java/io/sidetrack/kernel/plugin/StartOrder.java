package io.sidetrack.kernel.plugin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pf4j.DefaultVersionManager;
import org.pf4j.PluginDependency;

/**
 * Sorts plugins so that each comes after those it depends on, and finds those that cannot start: their {@code requires} is not
 * satisfied, or a plugin they need is missing, of another version, or needs them in turn. Plugins without ties keep their order.
 */
final class StartOrder {
    private final Map<String, Candidate> byId = new LinkedHashMap<>();
    private final String systemVersion;
    private final Set<String> order = new LinkedHashSet<>();
    private final Map<String, String> problems = new LinkedHashMap<>();

    StartOrder(List<Candidate> candidates, String systemVersion) {
        this.systemVersion = systemVersion;
        candidates.forEach(candidate -> byId.put(candidate.id(), candidate));
        byId.values().forEach(candidate -> visit(candidate, List.of()));
    }

    /** Every plugin, the ones with problems included. */
    List<Candidate> order() {
        return order.stream().map(byId::get).toList();
    }

    /** What keeps a plugin from starting, by its id; a plugin that needs such a plugin is not named here. */
    Map<String, String> problems() {
        return problems;
    }

    private void visit(Candidate candidate, List<String> path) {
        if (order.contains(candidate.id())) {
            return;
        }
        List<String> below = new ArrayList<>(path);
        below.add(candidate.id());
        List<String> found = new ArrayList<>(required(candidate));
        for (PluginDependency dependency : candidate.descriptor().getDependencies()) {
            found.addAll(needed(dependency, below));
        }
        if (!found.isEmpty()) {
            problems.put(candidate.id(), String.join("; ", found));
        }
        order.add(candidate.id());
    }

    private List<String> needed(PluginDependency dependency, List<String> path) {
        String id = dependency.getPluginId();
        Candidate other = byId.get(id);
        if (other == null) {
            return dependency.isOptional()
                    ? List.of()
                    : List.of("needs plugin '" + id + "', which is not in the plugins folder");
        }
        if (path.contains(id)) {
            return List.of("is part of a circle of plugins that need each other: "
                    + String.join(" → ", path.subList(path.indexOf(id), path.size())) + " → " + id);
        }
        visit(other, path);
        String wanted = dependency.getPluginVersionSupport();
        String version = other.descriptor().getVersion();
        return switch (satisfies(version, wanted)) {
            case YES -> List.of();
            case NO -> List.of("needs plugin '" + id + "' in version " + wanted + ", but found " + version);
            case UNCLEAR -> List.of("has plugin.dependencies with '" + wanted + "'; expected versions such as >=1.2.0");
        };
    }

    private List<String> required(Candidate candidate) {
        String requires = candidate.descriptor().getRequires();
        if (requires == null || requires.isBlank()) {
            return List.of();
        }
        // A bare version means 'that or newer', and a snapshot of a version counts as that version.
        String wanted = requires.matches("\\d+(\\.\\d+)*") ? ">=" + requires : requires;
        return switch (satisfies(systemVersion.replaceFirst("-SNAPSHOT$", ""), wanted)) {
            case YES -> List.of();
            case NO -> List.of("requires Sidetrack " + requires + ", but this is " + systemVersion);
            case UNCLEAR ->
                List.of("has plugin.requires '" + requires + "', which cannot be compared with version " + systemVersion
                        + "; expected an expression such as >=0.1.0");
        };
    }

    private enum Match {
        YES,
        NO,
        UNCLEAR
    }

    private static Match satisfies(String version, String wanted) {
        try {
            return new DefaultVersionManager().checkVersionConstraint(version, wanted) ? Match.YES : Match.NO;
        } catch (RuntimeException e) {
            return Match.UNCLEAR;
        }
    }
}
