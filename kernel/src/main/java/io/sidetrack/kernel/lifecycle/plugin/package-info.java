/** The life of plugins while the node runs: what lies in the drop folder becomes what runs, one step at a time. */
@NullMarked
package io.sidetrack.kernel.lifecycle.plugin;

import org.jspecify.annotations.NullMarked;
