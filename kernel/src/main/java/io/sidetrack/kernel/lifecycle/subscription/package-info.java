/** Subscriptions at work: each shard on a loop of its plugin, its ports on the real world, its restarts. */
@NullMarked
package io.sidetrack.kernel.lifecycle.subscription;

import org.jspecify.annotations.NullMarked;
