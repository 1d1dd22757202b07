/** What a start costs: the packed distribution beside an empty HTTP server. */
@NullMarked
package io.sidetrack.bench.start;

import org.jspecify.annotations.NullMarked;
