package io.sidetrack.kernel.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every store must do. An implementation supplies a store and how it comes back after a crash, and inherits every case.
 */
public abstract class StoreContract
        implements ChannelCases,
                DeduplicationCases,
                MainLineCases,
                SidingCases,
                DecisionCases,
                RestoreCases,
                LongSidingCases,
                PruningCases,
                FenceCases,
                ForgetCases,
                RewindCases,
                ErrorListCases,
                SearchCases,
                AccessCases,
                AnswerCases {
    private final AtomicLong wallMillis = new AtomicLong(FIRST_MILLIS);
    private Store store;

    /** A store without content. */
    protected abstract Store open(LongSupplier wallMillis);

    /** What a new process finds when the one that had {@code store} died now. Must not close it in order. */
    protected abstract Store afterCrash(Store store, LongSupplier wallMillis);

    @BeforeEach
    void openStore() {
        store = open(wallMillis::get);
    }

    @AfterEach
    void closeStore() {
        StoreFixture.await(store.close());
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public AtomicLong wallMillis() {
        return wallMillis;
    }

    @Override
    public void crash() {
        store = afterCrash(store, wallMillis::get);
    }
}
