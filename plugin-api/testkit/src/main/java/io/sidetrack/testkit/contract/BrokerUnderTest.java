package io.sidetrack.testkit.contract;

import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.config.Options;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A running broker, its adapter, and what a contract suite must be able to do behind the adapter's back. */
public interface BrokerUnderTest {

    BrokerAdapter adapter();

    /** The broker's options, validated. */
    Options options();

    /** Makes a new address and returns it; a log has so many partitions there, a queue need not care. */
    String createAddress(int partitions);

    /** Puts bytes that are no event into an address, past the adapter; a broker without keys need not care for the key. */
    void putUndecodable(String address, @Nullable String key, byte[] raw);

    /** Breaks every connection that the adapter has open, as a network does. New ones can be opened when it returns, or soon after. */
    void disconnect();

    /** Removes the events of a partition before a position, as retention does; {@code false} where the suite cannot make that happen. */
    default boolean trim(String address, String partition, long before) {
        return false;
    }

    /** Whether opening an address that does not exist makes it. */
    default boolean createsAddresses() {
        return false;
    }

    /** How long the suite waits for anything before it fails. */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }
}
