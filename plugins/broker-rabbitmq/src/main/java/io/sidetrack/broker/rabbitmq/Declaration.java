package io.sidetrack.broker.rabbitmq;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.rabbitmq.RabbitMQClient;

/** What is to be made at the broker. Making what is there already changes nothing. */
interface Declaration {
    Future<?> by(RabbitMQClient client);

    /** Names it in a message. */
    String subject();

    /** What the user must be permitted, as the end of 'may not …'. */
    String permission();

    /** A durable queue. */
    record Queue(String name, JsonObject arguments) implements Declaration {
        @Override
        public Future<?> by(RabbitMQClient client) {
            return client.queueDeclare(name, true, false, false, arguments);
        }

        @Override
        public String subject() {
            return "queue '" + name + "'";
        }

        @Override
        public String permission() {
            return "configure it";
        }
    }

    /** A durable exchange. */
    record Exchange(String name, String type) implements Declaration {
        @Override
        public Future<?> by(RabbitMQClient client) {
            return client.exchangeDeclare(name, type, true, false);
        }

        @Override
        public String subject() {
            return "exchange '" + name + "'";
        }

        @Override
        public String permission() {
            return "configure it";
        }
    }

    /** Messages with that routing key go from the exchange into the queue. */
    record Binding(String queue, String exchange, String routingKey) implements Declaration {
        @Override
        public Future<?> by(RabbitMQClient client) {
            return client.queueBind(queue, exchange, routingKey);
        }

        @Override
        public String subject() {
            return "the binding of queue '" + queue + "' to exchange '" + exchange + "' by '" + routingKey + "'";
        }

        @Override
        public String permission() {
            return "write to the queue and read the exchange";
        }
    }
}
