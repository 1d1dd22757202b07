/** The broker adapter {@code rabbitmq}: channels on the queues and exchanges of a RabbitMQ, over AMQP 0-9-1. */
@NullMarked
package io.sidetrack.broker.rabbitmq;

import org.jspecify.annotations.NullMarked;
