/** Events: building, reading and comparing CloudEvents 1.0 events, and their JSON format. */
@NullMarked
package io.sidetrack.api.event;

import org.jspecify.annotations.NullMarked;
