/** What the store can do on this machine, beside bare inserts and a bare fsync. */
@NullMarked
package io.sidetrack.bench.store;

import org.jspecify.annotations.NullMarked;
