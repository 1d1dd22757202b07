package io.sidetrack.archfixture.channel;

import io.sidetrack.archfixture.embedded.KnowsChannel;

public final class KnowsEmbedded {
    public KnowsChannel embedded;
}
