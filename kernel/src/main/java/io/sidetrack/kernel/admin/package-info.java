/** The REST admin: the contract file, its routes, the token, and problems by RFC 9457. The only room that serves HTTP. */
@NullMarked
package io.sidetrack.kernel.admin;

import org.jspecify.annotations.NullMarked;
