/** The GitHub sample: webhook events. */
@NullMarked
package io.sidetrack.sample.github;

import org.jspecify.annotations.NullMarked;
