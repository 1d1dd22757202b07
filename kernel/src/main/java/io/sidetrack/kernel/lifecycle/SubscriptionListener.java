package io.sidetrack.kernel.lifecycle;

import io.sidetrack.kernel.dispatch.ShardListener;

/** Who is told what happens to subscriptions. Called on any thread; must not block. */
public interface SubscriptionListener {

    /** Who is told what the shard of a subscription reports. */
    ShardListener listener(String subscription);

    default void subscriptionPaused(String subscription, String by) {}

    default void subscriptionResumed(String subscription, String by) {}

    /** It was sent back; {@code generation} has begun. */
    default void subscriptionRewound(String subscription, long generation, String by) {}

    /** What was kept of it is given up. */
    default void subscriptionForgotten(String subscription, String by) {}

    /** Keys in trouble have reached a limit, so that others wait. */
    default void limitReached(String subscription, String limit) {}

    /** They wait no more. */
    default void limitCleared(String subscription, String limit) {}
}
