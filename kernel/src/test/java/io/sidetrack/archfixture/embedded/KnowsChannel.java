package io.sidetrack.archfixture.embedded;

import io.sidetrack.archfixture.channel.KnowsEmbedded;

public final class KnowsChannel {
    public KnowsEmbedded channel;
}
