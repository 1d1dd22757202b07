package io.sidetrack.api.adapter;

/** A broker's answer for one event that was sent. */
public sealed interface Confirmation {

    /** The broker has it durably, as far as the channel promises. */
    record Confirmed() implements Confirmation {}

    /** The broker will not take it, and a repetition would not help. */
    record Rejected(String reason) implements Confirmation {}

    /** Nobody knows: it may or may not be there. The kernel sends the same event, with the same id, again. */
    record Indeterminate(String reason) implements Confirmation {}

    Confirmation CONFIRMED = new Confirmed();
}
