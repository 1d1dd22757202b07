package io.sidetrack.kernel.plugin.isolation;

/**
 * What a running plugin has taken at one moment.
 *
 * @param sha256 the jar that it runs in
 * @param loopsReplaced how often it got other event loops, because it had blocked all it had
 * @param loopsSpent whether it has blocked those too, and gets no more
 * @param lateCalls its blocking calls that are out of time and have not ended
 * @param startedThreads the threads that its code has started and that live, besides those it was given
 * @param droppedLines the lines of its log that were dropped since the last look
 */
public record PluginUsage(
        String id,
        String sha256,
        int loopsReplaced,
        boolean loopsSpent,
        int lateCalls,
        int startedThreads,
        long droppedLines) {

    public PluginUsage(
            String id,
            String sha256,
            int loopsReplaced,
            boolean loopsSpent,
            BlockingPool pool,
            int startedThreads,
            LogAllowance log) {
        this(id, sha256, loopsReplaced, loopsSpent, pool.late(), startedThreads, log.dropped());
    }
}
