/** What a plugin author starts from: the plugin class, what it contributes, and the context it lives in. */
@NullMarked
package io.sidetrack.api;

import org.jspecify.annotations.NullMarked;
