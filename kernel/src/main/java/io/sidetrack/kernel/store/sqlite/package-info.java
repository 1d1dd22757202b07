/** The store in one SQLite file: one writer with group commit, short read transactions for everybody else. */
@NullMarked
package io.sidetrack.kernel.store.sqlite;

import org.jspecify.annotations.NullMarked;
