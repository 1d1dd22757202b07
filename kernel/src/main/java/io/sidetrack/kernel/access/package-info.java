/**
 * Who may act on the node: roles, the tokens and codes that prove a name, and the sessions of browsers. Knows the store and no other
 * room; how a proof reaches the node is the business of those who ask.
 */
@NullMarked
package io.sidetrack.kernel.access;

import org.jspecify.annotations.NullMarked;
