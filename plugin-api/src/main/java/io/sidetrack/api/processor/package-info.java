/** Processors turn an event and its keyed state into a result. */
@NullMarked
package io.sidetrack.api.processor;

import org.jspecify.annotations.NullMarked;
