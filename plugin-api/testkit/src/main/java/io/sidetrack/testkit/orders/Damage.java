package io.sidetrack.testkit.orders;

/** What is wrong with an order's line. */
public enum Damage {
    /** Nothing. */
    NONE,
    /** {@code 8756 SHARES} in place of {@code 8756}; handler {@code strip-units} repairs it. */
    UNIT,
    /** A side that is neither BUY nor SELL. */
    UNKNOWN_SIDE,
    /** No symbol. */
    NO_SYMBOL,
    /** Shares of zero or less. */
    NOT_POSITIVE,
    /** A sale beyond any position that the account can have then. */
    OVERSOLD,
    /** No account, hence a key of its own: nothing waits behind it. */
    NO_ACCOUNT;

    /** Whether only a person can repair it. */
    public boolean waitsForPerson() {
        return this != NONE && this != UNIT;
    }
}
