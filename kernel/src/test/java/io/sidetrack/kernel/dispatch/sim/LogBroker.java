package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A log with partitions: positions with gaps, one committed position each, assignments with epochs that are revoked, lost and
 * given back. A commit reaches it some time after the acknowledgement, or never.
 */
final class LogBroker extends Broker {
    private final List<Partition> partitions = new ArrayList<>();
    private @Nullable Member newest;

    LogBroker(SimWorld world, String channel) {
        super(world, channel);
        for (int i = 0; i < world.scenario.shape().partitions(); i++) {
            partitions.add(new Partition("p" + i));
        }
    }

    private static final class Partition {
        final String name;
        final NavigableMap<Long, Input.Publish> messages = new TreeMap<>();
        long committed;
        long delivered;

        @Nullable
        Member owner;

        Assignment assignment;
        long next;
        long acknowledged;
        boolean leaving;

        Partition(String name) {
            this.name = name;
            this.assignment = new Assignment(name, 0);
        }
    }

    @Override
    void publish(Incarnation node, Input.Publish sending, Runnable answer) {
        world.time.after(soon(), () -> {
            if (!world.sent.containsKey(sending.id())) {
                append(sending);
            } else {
                world.comesTo(Situation.PUBLISHED_AGAIN);
            }
            world.reached(CrashPoint.PUBLISHED_NOT_ANSWERED, kind(), sending.id());
            node.runLater(soon(), answer);
        });
    }

    private void append(Input.Publish sending) {
        Partition to = partitions.get(sending.partition() % partitions.size());
        if (sending.gap() > 0) {
            world.faults.count(Fault.GAP);
        }
        long position = (to.messages.isEmpty() ? 0 : to.messages.lastKey()) + 1 + sending.gap();
        to.messages.put(position, sending);
        sent(sending, to.name, position);
        if (to.owner != null) {
            to.owner.pump();
        }
    }

    @Override
    void open(Incarnation incarnation) {
        Member member = new Member(incarnation);
        newest = member;
        member.attach();
        partitions.forEach(partition -> partition.owner = null);
        assign(member, partitions);
    }

    private void assign(Member member, List<Partition> given) {
        if (member.closed || member.incarnation.crashed || given.isEmpty()) {
            return;
        }
        for (Partition partition : given) {
            partition.owner = member;
            partition.assignment = new Assignment(partition.name, nextEpoch());
            partition.next = partition.committed + 1;
            partition.acknowledged = partition.committed;
            partition.leaving = false;
        }
        List<Assignment> assignments = assignments(given);
        world.trace(() -> "assigned to shard " + member.incarnation.number + ": " + assignments);
        if (member.incarnation.shard != null) {
            member.incarnation.shard.assigned(channel, assignments);
        }
        member.pump();
    }

    @Override
    void close(Incarnation incarnation) {
        for (Partition partition : partitions) {
            if (partition.owner != null && partition.owner.incarnation == incarnation) {
                partition.owner.closed = true;
                if (!incarnation.crashed && !incarnation.superseded) {
                    partition.committed = partition.acknowledged;
                }
                partition.owner = null;
            }
        }
        giveAway(partitions);
    }

    @Override
    void strike(Fault fault, Incarnation incarnation) {
        List<Partition> some = partitions.stream()
                .filter(p -> p.owner != null && p.owner.incarnation == incarnation && !p.leaving)
                .filter(p -> fault == Fault.RECONNECT || random.nextInt(3) > 0)
                .toList();
        if (some.isEmpty()) {
            return;
        }
        Member member = Objects.requireNonNull(some.get(0).owner);
        switch (fault) {
            case REVOKED -> revoke(member, some);
            case LOST -> {
                world.faults.count(fault);
                lose(member, some);
                giveAway(some);
            }
            case RECONNECT -> {
                world.faults.count(fault);
                member.closed = true;
                lose(member, some);
                incarnation.runLater(10 * soon(), () -> {
                    if (!incarnation.stopped && !incarnation.superseded) {
                        open(incarnation);
                    }
                });
            }
            default -> {}
        }
    }

    /** Waits for the hand-over until a deadline; what was acknowledged until then is committed. */
    private void revoke(Member member, List<Partition> some) {
        world.faults.count(Fault.REVOKED);
        List<Assignment> assignments = assignments(some);
        world.trace(() -> "revoked from shard " + member.incarnation.number + ": " + assignments);
        some.forEach(partition -> partition.leaving = true);
        boolean[] over = {false};
        Runnable handOver = () -> {
            if (!over[0]) {
                over[0] = true;
                world.trace(() -> "handed over: " + assignments);
                for (Partition partition : some) {
                    if (partition.owner == member) {
                        partition.committed = partition.acknowledged;
                        partition.owner = null;
                    }
                }
                giveAway(some);
            }
        };
        withdraw(some);
        if (member.incarnation.shard != null) {
            member.incarnation.shard.revoked(channel, assignments, () -> member.incarnation.run(handOver));
        }
        world.time.after(random.nextLong(300 * SimTime.MILLIS), handOver);
    }

    private void lose(Member member, List<Partition> some) {
        List<Assignment> assignments = assignments(some);
        world.trace(() -> "lost by shard " + member.incarnation.number + ": " + assignments);
        some.forEach(partition -> partition.owner = null);
        withdraw(some);
        member.incarnation.run(() -> {
            if (member.incarnation.shard != null) {
                member.incarnation.shard.lost(channel, assignments);
            }
        });
    }

    /** To whoever joined last. */
    private void giveAway(List<Partition> some) {
        world.time.after(5 * soon(), () -> {
            if (newest != null) {
                assign(newest, some.stream().filter(p -> p.owner == null).toList());
            }
        });
    }

    private void withdraw(List<Partition> some) {
        for (Partition partition : some) {
            partition
                    .messages
                    .subMap(partition.committed, false, partition.next, false)
                    .values()
                    .forEach(m -> {
                        Sent sent = Objects.requireNonNull(world.sent.get(m.id()));
                        if (!world.reference.isOnSiding(sent)) {
                            sent.withdraw();
                        }
                    });
        }
    }

    private static List<Assignment> assignments(List<Partition> some) {
        return some.stream().map(p -> p.assignment).toList();
    }

    @Override
    boolean holds(Sent sent) {
        return partitions.stream()
                .filter(p -> p.name.equals(sent.partition))
                .anyMatch(p -> p.committed < sent.position);
    }

    /** One member of the group. */
    private final class Member extends Session {
        Member(Incarnation incarnation) {
            super(incarnation);
        }

        private List<Partition> fetchable() {
            return partitions.stream()
                    .filter(p -> p.owner == this && !p.leaving && p.messages.ceilingKey(p.next) != null)
                    .toList();
        }

        @Override
        boolean hasMore() {
            return !fetchable().isEmpty();
        }

        @Override
        List<Delivery> take(int limit) {
            List<Delivery> batch = new ArrayList<>();
            for (List<Partition> some = fetchable(); batch.size() < limit && !some.isEmpty(); some = fetchable()) {
                Partition from = some.get(random.nextInt(some.size()));
                long position = Objects.requireNonNull(from.messages.ceilingKey(from.next));
                if (position <= from.delivered) {
                    world.faults.count(Fault.REDELIVERY);
                }
                from.delivered = Math.max(from.delivered, position);
                from.next = position + 1;
                batch.add(delivery(from.assignment, position, from.messages.get(position), false));
            }
            return batch;
        }

        @Override
        void acknowledge(Assignment assignment, long position, boolean all) {
            Partition of = partitions.stream()
                    .filter(p -> p.name.equals(assignment.partition()))
                    .findFirst()
                    .orElseThrow();
            boolean current = of.owner == this && of.assignment.equals(assignment);
            if (current && position >= of.next) {
                world.violate("I1", "acknowledges " + position + " of " + of.name + ", which was not delivered");
            }
            long from = current ? of.acknowledged : position - 1;
            of.messages
                    .subMap(from, false, position, true)
                    .values()
                    .forEach(m ->
                            world.reference.acknowledged(incarnation, Objects.requireNonNull(world.sent.get(m.id()))));
            if (!current || position <= of.acknowledged) {
                return;
            }
            of.acknowledged = position;
            incarnation.runLater(3 * soon(), () -> {
                if (of.owner == this && of.assignment.equals(assignment)) {
                    of.committed = Math.max(of.committed, position);
                }
            });
        }
    }
}
