/**
 * The simulator: one seeded world around the engine, with every fault the engine must survive, and a reference model that says
 * after each step what must be true. Start reading at {@link io.sidetrack.kernel.dispatch.sim.Simulation}.
 */
@NullMarked
package io.sidetrack.kernel.dispatch.sim;

import org.jspecify.annotations.NullMarked;
