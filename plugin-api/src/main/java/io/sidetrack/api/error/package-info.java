/** Error-workflow handlers decide what happens to an errored event. */
@NullMarked
package io.sidetrack.api.error;

import org.jspecify.annotations.NullMarked;
