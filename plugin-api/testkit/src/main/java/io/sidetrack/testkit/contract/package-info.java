/**
 * One contract suite per extension point. An implementation extends the suite in its tests, supplies what it is asked for and
 * inherits every case.
 */
@NullMarked
package io.sidetrack.testkit.contract;

import org.jspecify.annotations.NullMarked;
