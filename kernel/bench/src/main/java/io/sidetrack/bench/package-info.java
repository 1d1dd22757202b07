/** Benches, run by one documented command and compiled in every build. */
@NullMarked
package io.sidetrack.bench;

import org.jspecify.annotations.NullMarked;
