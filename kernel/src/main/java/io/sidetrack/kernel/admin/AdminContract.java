package io.sidetrack.kernel.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;

/** The contract of the REST admin, read and checked: it needs nothing of a node, and takes longer than most of what a start does. */
public final class AdminContract {
    private final Contract contract;
    private final OpenAPIContract forRouter;

    private AdminContract(Contract contract, OpenAPIContract forRouter) {
        this.contract = contract;
        this.forRouter = forRouter;
    }

    /** Reads it on a worker thread, beside whatever else goes on. */
    public static Future<AdminContract> load(Vertx vertx) {
        return vertx.executeBlocking(Contract::load).compose(contract -> of(vertx, contract));
    }

    static Future<AdminContract> of(Vertx vertx, Contract contract) {
        return OpenAPIContract.from(vertx, contract.forRouter()).map(copy -> new AdminContract(contract, copy));
    }

    Contract contract() {
        return contract;
    }

    OpenAPIContract forRouter() {
        return forRouter;
    }
}
