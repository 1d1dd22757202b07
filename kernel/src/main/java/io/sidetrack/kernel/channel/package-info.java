/** The topology: channels and the brokers they are bound to, sources, sinks and publishing. */
@NullMarked
package io.sidetrack.kernel.channel;

import org.jspecify.annotations.NullMarked;
