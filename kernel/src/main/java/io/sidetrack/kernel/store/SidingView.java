package io.sidetrack.kernel.store;

import java.util.List;

/** A siding, or a page of it. {@code id} is 0 and {@code count} is 0 where the lane has none. */
public record SidingView(long id, String lane, long count, List<SidingEntry> entries) {}
