/** A kit to run processors, handlers and whole plugins without a kernel. */
@NullMarked
package io.sidetrack.testkit;

import org.jspecify.annotations.NullMarked;
