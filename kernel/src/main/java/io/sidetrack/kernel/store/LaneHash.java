package io.sidetrack.kernel.store;

/** The 64-bit hash of a lane for the compact index of sidings. Never an identity: a hit is checked in the store. */
public final class LaneHash {
    private LaneHash() {}

    /** FNV-1a over the UTF-16 units, finished by the 64-bit mix of MurmurHash3, so that short keys spread over all bits. */
    public static long of(String lane) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < lane.length(); i++) {
            hash = (hash ^ lane.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
