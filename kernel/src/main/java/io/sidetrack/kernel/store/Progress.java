package io.sidetrack.kernel.store;

/**
 * What a subscription has done of an embedded channel: everything up to and including {@code watermark}, and the positions of
 * {@code ranges} above it.
 *
 * @param ranges inclusive bounds, ascending and apart: from0, to0, from1, to1, …
 */
public record Progress(long watermark, long[] ranges) {

    public boolean contains(long position) {
        if (position <= watermark) {
            return true;
        }
        for (int i = 0; i < ranges.length && ranges[i] <= position; i += 2) {
            if (position <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
