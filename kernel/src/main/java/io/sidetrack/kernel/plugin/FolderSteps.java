package io.sidetrack.kernel.plugin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the drop folder asks for: what runs is to be what lies there. Stateless. */
final class FolderSteps {
    private FolderSteps() {}

    /** The next step, or none: first what has gone, then what has come or changed, each plugin after those that it needs. */
    static Optional<PluginStep> next(Roster now, List<Candidate> candidates, String systemVersion) {
        for (Member member : now.members().values()) {
            if (candidates.stream().noneMatch(candidate -> candidate.id().equals(member.id()))) {
                return Optional.of(new PluginStep(PluginStep.Kind.REMOVED, member.id(), member.runningVersion(), null));
            }
        }
        return new StartOrder(candidates, systemVersion)
                .order().stream()
                        .map(candidate -> wanted(now, candidate))
                        .flatMap(Optional::stream)
                        .findFirst();
    }

    private static Optional<PluginStep> wanted(Roster now, Candidate candidate) {
        Member member = now.member(candidate.id());
        if (member == null) {
            return Optional.of(new PluginStep(PluginStep.Kind.STARTED, candidate.id(), "", candidate));
        }
        if (member.isStopped()) {
            return Optional.empty(); // until the one who stopped it starts it
        }
        String sha256 = candidate.copy().sha256();
        boolean same = sha256.equals(member.candidate().copy().sha256());
        if (same && member.isQuarantined()) {
            return Optional.empty(); // until somebody starts it
        }
        Member.Refusal refusal = member.refusal();
        Map<String, String> against = now.against(candidate);
        if (same
                ? against.equals(member.against())
                : refusal != null && sha256.equals(refusal.sha256()) && against.equals(refusal.against())) {
            return Optional.empty();
        }
        return Optional.of(new PluginStep(
                !member.isStarted()
                        ? PluginStep.Kind.STARTED
                        : same ? PluginStep.Kind.RELOADED : PluginStep.Kind.REPLACED,
                candidate.id(),
                member.runningVersion(),
                candidate));
    }

    /** What was refused and does not lie there any more is forgotten. */
    static Roster forgetting(Roster now, List<Candidate> candidates) {
        Roster next = now;
        for (Member member : now.members().values()) {
            Member.Refusal refusal = member.refusal();
            if (refusal != null
                    && candidates.stream()
                            .noneMatch(candidate -> candidate.copy().sha256().equals(refusal.sha256()))) {
                next = next.where(member.refusing(null));
            }
        }
        return next;
    }
}
