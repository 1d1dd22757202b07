/** What one plugin costs the others. */
@NullMarked
package io.sidetrack.bench.isolation;

import org.jspecify.annotations.NullMarked;
