package io.sidetrack.kernel.store;

/** The fence of a commit is not the newest one of its subscription: somebody else has taken over. Nothing was applied. */
public final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FencedException(Fence fence, long currentEpoch) {
        super("subscription " + fence.subscription() + " is fenced: epoch " + fence.epoch() + " was superseded by "
                + currentEpoch);
    }
}
