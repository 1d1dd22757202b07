package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.StoreContract;
import java.util.function.LongSupplier;

/** The simulator's store is a store: what holds over it holds over the real one, as far as the contract says. */
class MemoryStoreContractTest extends StoreContract {
    @Override
    protected Store open(LongSupplier wallMillis) {
        return new MemoryStore(wallMillis);
    }

    /** What it has, it has at once: a crash takes nothing away. */
    @Override
    protected Store afterCrash(Store store, LongSupplier wallMillis) {
        return store;
    }
}
