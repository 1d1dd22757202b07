/** What much that waits costs: a restart with a million parked, and lists with many errored events. */
@NullMarked
package io.sidetrack.bench.scale;

import org.jspecify.annotations.NullMarked;
