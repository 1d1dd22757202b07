/** Notifications of errored events. */
@NullMarked
package io.sidetrack.errors.notify;

import org.jspecify.annotations.NullMarked;
