/** Options describe themselves once; validation, reference documentation and forms come from that declaration. */
@NullMarked
package io.sidetrack.api.config;

import org.jspecify.annotations.NullMarked;
