package io.sidetrack.testkit.orders;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One bulk of orders.
 *
 * @param id the id of its event
 * @param orders its orders, line by line
 */
public record Bulk(String id, List<Order> orders) {

    /** Who sends the orders: the subject of every bulk, and so the key that keeps the bulks in order. */
    public static final String DESK = "desk-1";

    public Bulk {
        orders = List.copyOf(orders);
    }

    /** The lines. */
    public String csv() {
        return orders.stream().map(order -> order.text() + "\n").collect(Collectors.joining());
    }

    /** The event that carries the bulk. */
    public CloudEvent event() {
        return EventBuilder.event()
                .id(id)
                .source("/desks/" + DESK)
                .type("orders-received")
                .subject(DESK)
                .data(csv(), "text/csv")
                .build();
    }
}
