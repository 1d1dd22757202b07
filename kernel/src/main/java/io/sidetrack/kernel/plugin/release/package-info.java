/** The end of a plugin's classes: what they leave behind is let go, and they are watched until the JVM has unloaded them. */
@NullMarked
package io.sidetrack.kernel.plugin.release;

import org.jspecify.annotations.NullMarked;
