package io.sidetrack.sample.github;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of delivery becomes a CloudEvent: paths into its body, as the CloudEvents project's 'GitHub CloudEvents Adapter'
 * document gives them. Kinds that the document does not know follow its pattern: {@code com.github.KIND[.action]}, source
 * {@code repository.url}.
 *
 * @param type what follows {@code com.github.}, without the suffix
 * @param suffixes paths whose values are appended to the type
 * @param source path of the source; several by {@code " / "} are joined by slashes, and {@code ..} takes one segment away
 * @param subject path of the subject, or {@code null}
 * @param times paths of the time, the first that has one counts; <code>{action}</code> stands for the value of {@code action}
 */
record EventMapping(
        String type,
        List<String> suffixes,
        String source,
        @Nullable String subject,
        List<String> times) {
    private static final List<String> ACTION = List.of("action");
    private static final List<String> NONE = List.of();
    private static final String REPOSITORY = "repository.url";
    private static final String ACCOUNT = "installation.account.url";
    private static final String OWNER = "repository.owner.url";

    private static final Map<String, EventMapping> KINDS = Map.ofEntries(
            of("check_run", ACTION, REPOSITORY, "check_run.id", "check_run.completed_at", "check_run.started_at"),
            of("check_suite", ACTION, REPOSITORY, "check_suite.id", "check_suite.updated_at"),
            of("commit_comment", ACTION, "comment.url / comment.commit_id", "comment.id", "comment.updated_at"),
            of("content_reference", ACTION, REPOSITORY, "content_reference.id"),
            of("create", List.of("ref_type"), REPOSITORY, "ref"),
            of("delete", List.of("ref_type"), REPOSITORY, "ref"),
            of("deploy_key", ACTION, REPOSITORY, "key.id", "key.deleted_at", "key.created_at"),
            of("deployment", NONE, REPOSITORY, "deployment.id", "deployment.updated_at"),
            of(
                    "deployment_status",
                    List.of("deployment_status.state"),
                    "deployment.url",
                    "deployment_status.url",
                    "deployment_status.updated_at"),
            of("fork", NONE, REPOSITORY, "forkee.url", "forkee.created_at"),
            of("github_app_authorization", NONE, "sender.url", null),
            of("gollum", NONE, REPOSITORY, null),
            of("installation", ACTION, ACCOUNT, "installation.id", "installation.updated_at"),
            entry(
                    "installation_repositories",
                    new EventMapping(
                            "installation_repository",
                            ACTION,
                            ACCOUNT,
                            "installation.id",
                            List.of("installation.updated_at"))),
            of("issue_comment", ACTION, "issue.url", "comment.id", "comment.updated_at"),
            entry("issues", new EventMapping("issue", ACTION, REPOSITORY, "issue.number", List.of("issue.updated_at"))),
            of("label", ACTION, REPOSITORY, "label.name"),
            of(
                    "marketplace_purchase",
                    ACTION,
                    "sender.url / ..",
                    "marketplace_purchase.account.login",
                    "effective_date"),
            of("member", ACTION, REPOSITORY, "member.login"),
            of("membership", List.of("scope", "action"), "team.url", "member.login"),
            of("meta", ACTION, REPOSITORY, "hook_id", "hook.updated_at"),
            of("milestone", ACTION, REPOSITORY, "milestone.number", "milestone.updated_at"),
            of("organization", ACTION, "organization.url", "membership.user.login"),
            of("org_block", ACTION, "organization.url", "blocked_user.login"),
            of("page_build", NONE, REPOSITORY, "build.url", "pusher.updated_at"),
            of("project_card", ACTION, REPOSITORY, "project_card.id", "project_card.updated_at"),
            of("project_column", ACTION, REPOSITORY, "project_column.id", "project_column.updated_at"),
            of("project", ACTION, REPOSITORY, "project.id", "project.updated_at"),
            of("public", NONE, OWNER, "repository.name", "repository.updated_at"),
            of("pull_request", ACTION, REPOSITORY, "number", "pull_request.updated_at"),
            of("pull_request_review", ACTION, "pull_request.url", "review.id", "review.submitted_at"),
            of("pull_request_review_comment", ACTION, "pull_request.url", "comment.id", "pull_request.updated_at"),
            of("push", NONE, REPOSITORY, "ref"),
            of("registry_package", ACTION, REPOSITORY, "registry_package.html_url", "registry_package.updated_at"),
            of(
                    "release",
                    ACTION,
                    REPOSITORY,
                    "release.id",
                    "release.{action}_at",
                    "release.published_at",
                    "release.created_at"),
            of("repository", ACTION, OWNER, "repository.name", "repository.updated_at"),
            of("repository_import", NONE, OWNER, "repository.name", "repository.updated_at"),
            of("repository_vulnerability_alert", ACTION, REPOSITORY, "alert.id"),
            of("security_advisory", ACTION, "", "security_advisory.ghsa_id", "security_advisory.updated_at"),
            of("star", ACTION, REPOSITORY, null, "starred_at"),
            of("status", List.of("state"), REPOSITORY, "sha", "updated_at"),
            of("team", ACTION, REPOSITORY, "team.id", "updated_at"),
            of("team_add", ACTION, REPOSITORY, "team.id"),
            of("watch", ACTION, REPOSITORY, null));

    static EventMapping of(String kind) {
        EventMapping known = KINDS.get(kind);
        return known != null ? known : new EventMapping(kind, ACTION, REPOSITORY, null, NONE);
    }

    private static Map.Entry<String, EventMapping> of(
            String kind, List<String> suffixes, String source, @Nullable String subject, String... times) {
        return entry(kind, new EventMapping(kind, suffixes, source, subject, List.of(times)));
    }
}
