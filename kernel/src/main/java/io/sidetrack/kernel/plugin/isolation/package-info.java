/** What keeps a bad plugin from costing more than itself: exit calls, budgets, quarantine's reasons. */
@NullMarked
package io.sidetrack.kernel.plugin.isolation;

import org.jspecify.annotations.NullMarked;
