package io.sidetrack.sample.github;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.SidetrackPlugin;

/** Keeps statistics of repositories from the deliveries of GitHub's webhooks. */
public final class GitHubPlugin extends SidetrackPlugin {

    @Override
    public void contribute(Contributions add) {
        add.processor("repository-stats", RepositoryStats::new);
    }
}
