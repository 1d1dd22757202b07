/**
 * Which jars may be loaded: hostile ones never, and where only signed ones may, those that a listed certificate vouches for and that
 * are not older than what ran before. Knows jars and certificates, and nothing of plugins but their ids and versions.
 */
@NullMarked
package io.sidetrack.kernel.plugin.trust;

import org.jspecify.annotations.NullMarked;
