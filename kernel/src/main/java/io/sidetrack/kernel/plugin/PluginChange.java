package io.sidetrack.kernel.plugin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A step that is prepared: what is to come runs already, beside what is to leave, and nobody uses it.
 *
 * <p><b>Life.</b> Either {@link #apply}, after which components are made of what has come, and {@link #finish} once nobody uses
 * what leaves any more; or {@link #undo}.
 *
 * <p><b>Threading.</b> {@link #finish} and {@link #undo} block; all else does not. Used by one thread at a time.
 */
public final class PluginChange {
    /** What has blocked its threads for so long does not end in a while either. */
    private static final Duration QUARANTINED = Duration.ofSeconds(2);

    private final PluginStep step;
    private final Roster before;
    private final Roster after;
    private final PluginSet set;

    PluginChange(PluginSet set, PluginStep step, Roster before, Roster after) {
        this.set = set;
        this.step = step;
        this.before = before;
        this.after = after;
    }

    public PluginStep step() {
        return step;
    }

    /** The components as they are once it is applied. */
    public Components after() {
        return after;
    }

    /** The plugins that leave, come, or do both: the one of the step and those that need it. */
    public Set<String> plugins() {
        Set<String> ids = new TreeSet<>();
        leaving().forEach(member -> ids.add(member.id()));
        coming().forEach(member -> ids.add(member.id()));
        return ids;
    }

    /** The broker adapters that leave, come, or do both. */
    public Set<String> adapters() {
        Set<String> names = new TreeSet<>();
        leaving()
                .forEach(member ->
                        names.addAll(member.contributions().brokerAdapters.keySet()));
        coming().forEach(member ->
                names.addAll(member.contributions().brokerAdapters.keySet()));
        return names;
    }

    /** From now on components are made of what has come. */
    public void apply() {
        set.stand(after);
    }

    /** Stops what has left, the last started first, each step with a deadline. Never fails. */
    public void finish() {
        if (step.kind() == PluginStep.Kind.QUARANTINED) {
            set.stop(leaving(), QUARANTINED);
        } else {
            set.stop(leaving());
        }
    }

    /** Stops what was to come, likewise. */
    public void undo() {
        set.stop(coming());
    }

    private List<Member> leaving() {
        return startedOnlyIn(before, after);
    }

    List<Member> coming() {
        return startedOnlyIn(after, before);
    }

    /** The last started first. */
    private static List<Member> startedOnlyIn(Roster one, Roster other) {
        List<Member> found = new ArrayList<>();
        for (Member member : one.members().values()) {
            Member there = other.member(member.id());
            if (member.isStarted() && (there == null || there.started() != member.started())) {
                found.add(member);
            }
        }
        Collections.reverse(found);
        return found;
    }
}
