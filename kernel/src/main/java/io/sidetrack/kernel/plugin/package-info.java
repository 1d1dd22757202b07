/** Plugins: jars loaded from private copies, each with a class loader and a Vert.x of its own. Alone imports org.pf4j. */
@NullMarked
package io.sidetrack.kernel.plugin;

import org.jspecify.annotations.NullMarked;
