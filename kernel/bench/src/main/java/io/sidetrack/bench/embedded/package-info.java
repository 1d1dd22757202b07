/** Embedded channels beside what they stand on and beside another embedded broker. */
@NullMarked
package io.sidetrack.bench.embedded;

import org.jspecify.annotations.NullMarked;
