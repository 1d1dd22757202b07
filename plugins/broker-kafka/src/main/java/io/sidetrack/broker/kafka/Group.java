package io.sidetrack.broker.kafka;

import io.sidetrack.api.adapter.CompetingConsumerException;
import io.sidetrack.api.adapter.SourceRequest;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.RetriableException;

/** The consumer group of a subscription: who is in it, and where it begins. */
final class Group {
    private static final int LONGEST_NAME = 249;

    private final Cluster cluster;
    private final SourceRequest request;
    private final Refusals refusals;
    private final String own;
    private final String instance;

    Group(Cluster cluster, SourceRequest request, Refusals refusals) {
        this.cluster = cluster;
        this.request = request;
        this.refusals = refusals;
        this.own = name(request.instance()) + '.' + name(request.subscription()) + '.';
        this.instance = shortened(own + name(request.channel()) + '.' + name(request.address()));
    }

    /** Names this source in the group, the same after a restart. */
    String instance() {
        return instance;
    }

    /** Fails where the source must be alone and somebody else is a member; asked before joining. */
    Future<Void> mayJoin() {
        return alone();
    }

    /** The same, and whether the topic is still there; asked at each assignment. */
    Future<Void> mayKeep() {
        return cluster.partitions(request.address())
                .compose(there -> alone())
                .recover(failure -> isTransient(failure) ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    /** A broker that does not answer says nothing about the group; where the source must be alone, that is not enough. */
    private boolean isTransient(Throwable failure) {
        return failure instanceof RetriableException && !request.exclusive();
    }

    private Future<Void> alone() {
        if (!request.exclusive()) {
            return Future.succeededFuture();
        }
        return cluster.members(request.subscription()).compose(members -> {
            List<MemberDescription> others = others(members);
            return others.isEmpty() ? Future.succeededFuture() : Future.failedFuture(competing(others));
        });
    }

    /** The cause in words for the one who can help. */
    Throwable explained(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof FencedInstanceIdException) {
            return new IllegalStateException(
                    "another node reads as member '" + instance + "' of group '" + request.subscription()
                            + "'; give each node an instance name of its own",
                    cause);
        }
        if (root instanceof InconsistentGroupProtocolException) {
            return new IllegalStateException(
                    "group '" + request.subscription()
                            + "' has members that assign partitions in another way than cooperative-sticky; end them first",
                    cause);
        }
        return refusals.explained(cause, Refusals.Wish.read(request.address(), request.subscription()));
    }

    private List<MemberDescription> others(Collection<MemberDescription> members) {
        return members.stream()
                .filter(member -> !member.groupInstanceId()
                        .map(id -> id.equals(instance) || id.startsWith(own))
                        .orElse(false))
                .toList();
    }

    private CompetingConsumerException competing(List<MemberDescription> others) {
        MemberDescription first = others.get(0);
        return new CompetingConsumerException("group '" + request.subscription() + "' of topic '" + request.address()
                + "' has " + others.size() + (others.size() == 1 ? " other member: " : " other members, one of them ")
                + first.groupInstanceId().orElse(first.consumerId()) + " at " + first.host()
                + "; a subscription that keeps order must be read by one node alone: end the other, or allow sharing in"
                + " the configuration");
    }

    /** What Kafka allows in a name, the rest by its bytes; no dot, so that parts stay apart. */
    private static String name(String text) {
        StringBuilder name = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-') {
                name.append(c);
            } else {
                name.append('_').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return name.toString();
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME - 36) + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
