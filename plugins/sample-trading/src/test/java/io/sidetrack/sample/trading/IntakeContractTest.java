package io.sidetrack.sample.trading;

import io.cloudevents.CloudEvent;
import io.sidetrack.testkit.PluginTestKit;
import io.sidetrack.testkit.ProcessorKit;
import io.sidetrack.testkit.contract.ProcessorContract;
import io.sidetrack.testkit.orders.Bulk;
import io.sidetrack.testkit.orders.OrderBook;
import io.sidetrack.testkit.orders.OrderPlan;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

class IntakeContractTest extends ProcessorContract {

    @Override
    protected ProcessorKit processor() {
        return PluginTestKit.processor(new Intake());
    }

    @Override
    protected List<CloudEvent> accepted() {
        return OrderBook.of(OrderPlan.demo().withOrders(500, 20).withBulkSize(100)).bulks().stream()
                .map(Bulk::event)
                .toList();
    }

    @Override
    protected List<CloudEvent> rejected() {
        return List.of(PluginTestKit.event("orders-received", "desk-1", new JsonObject())
                .build());
    }

    @Override
    protected Set<String> outputs() {
        return Set.of("trades");
    }
}
