/**
 * The durable state of a node: channels of the embedded broker, progress, sidings, keyed state, receipt marks, resolutions and
 * audit. {@link io.sidetrack.kernel.store.Store} is the SPI; no JDBC type leaves this room.
 */
@NullMarked
package io.sidetrack.kernel.store;

import org.jspecify.annotations.NullMarked;
