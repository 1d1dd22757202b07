package io.sidetrack.kernel.dispatch.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The simulator is worth what it catches: each of these defects, planted into the engine, violates an invariant. */
@Tag("simulator")
class MutationTest {
    /** So many worlds a defect may hide in. */
    private static final long SEEDS = Long.getLong("sidetrack.mutation.seeds", 1_000);

    @TestFactory
    Stream<DynamicTest> every_planted_defect_is_caught() {
        return Stream.of(
                defect(
                        "acknowledges before the commit",
                        "MainLine.java",
                        "void done(Entry entry, @Nullable StateWrite state, List<Emission> emits) {",
                        "void done(Entry entry, @Nullable StateWrite state, List<Emission> emits) {"
                                + " Objects.requireNonNull(entry.partition).settled(entry);"),
                defect(
                        "lets arrivals join the lane although the siding stays",
                        "SidingDriver.java",
                        "        if (closes) { lane.mode = Mode.MAIN;",
                        "        if (closes || lane.page.isEmpty()) { lane.mode = Mode.MAIN;"),
                defect(
                        "commits the highest position seen",
                        "Partition.java",
                        "} else if (intake.kind() == ReceiptKind.INBOX) { singly.add(position(entry));",
                        "} else { upTo = Math.max(upTo, position(entry));"),
                defect(
                        "forgets a lane that has something under way",
                        "Lanes.java",
                        "lane.key == null || !lane.isIdle()",
                        "lane.key == null"),
                defect(
                        "leaves behind what a source delivers while it is being asked",
                        "Shard.java",
                        "while (pumpAgain && !stopped) {",
                        "if (pumpAgain && !stopped) {"),
                defect(
                        Pinned.UNDONE_ATTEMPT_NEVER_ENDS,
                        "goes on beside an undone attempt that never ended",
                        "Attempts.java",
                        "task.told = true; beside = true;",
                        "task.told = true;"),
                defect(
                        "goes on with the main line before what failed in an outage has run",
                        "Circuit.java",
                        "return open ? probing : !recovering;",
                        "return open ? probing : true;"),
                defect(
                        "processes what was received although it is paused",
                        "Shard.java",
                        "return !paused && mayStart()",
                        "return mayStart()"),
                defect(
                        Pinned.MANY_HOLD_UP_THE_PROCESSOR,
                        "starts what may hold its thread before what did is set aside",
                        "Shard.java",
                        "drained == null && !settlesFirst &&",
                        "drained == null &&"),
                defect(
                        Pinned.MANY_HOLD_UP_THE_PROCESSOR,
                        "goes on where a call returns after another shard has taken over",
                        "Shard.java",
                        "return !stopped && drained == null",
                        "return drained == null"),
                defect(
                        "forgets what has not ended when it is given up",
                        "Attempts.java",
                        "deadlines.forEach(task -> events.add(task.identity()));",
                        ""),
                defect(
                        "forgets what is within its grace when it is given up",
                        "Attempts.java",
                        "graces.forEach(task -> events.add(task.identity()));",
                        ""),
                defect(
                        "recognises what held its thread by where it was delivered",
                        "Entry.java",
                        "return EventIdentity.of(channel(), Objects.requireNonNull(event()));",
                        "return new EventIdentity(channel(), \"\", \"\" + (delivery == null ? -side().seq() :"
                                + " delivery.position()));"),
                defect(
                        "settles past what it gave back with a partition",
                        "Partition.java",
                        "entry.forgotten = true;",
                        "order.finish(entry);"),
                defect(
                        "lets an abandoned original take effect beside its edit",
                        "Attempts.java",
                        "if (was == Phase.ABANDONED) {",
                        "if (was == Phase.ABANDONED && failure != null) {"),
                defect(
                        "accepts a late result",
                        "Attempts.java",
                        "} else if (was == Phase.OUT_OF_TIME) {",
                        "} else if (was == Phase.OUT_OF_TIME && failure != null) {"),
                defect(
                        "calls a time-out a failure while the attempt still runs",
                        "Attempts.java",
                        "now - task.startedNanos >= timeout + grace;",
                        "now - task.startedNanos >= timeout;"),
                defect(
                        "does not check the marks of a log",
                        "Intake.java",
                        "case MARK -> delivery.position() <= partition.highestMark();",
                        "case MARK -> false;"),
                defect(
                        "does not check the inbox of a queue",
                        "Intake.java",
                        "case INBOX -> delivery.redelivered() && delivery.event() != null;",
                        "case INBOX -> false;"),
                defect(
                        "does not recognise what is done above the watermark",
                        "Intake.java",
                        "return progress.contains(position);",
                        "return false;"),
                defect(
                        "forgets after a restart which lanes have a siding",
                        "Shard.java",
                        "new SidingIndex(recovery.laneHashes())",
                        "new SidingIndex(new long[0])"),
                defect(
                        "starts the next event of a key before the one before is confirmed",
                        "MainLine.java",
                        "(!speculative && !lane.submitted.isEmpty())",
                        "false"),
                defect(
                        "lets later events overtake one that is retried",
                        "Failures.java",
                        "        entry.waiting = true; shard.after(delay, () -> { if (lane.current == entry &&"
                                + " entry.waiting) {",
                        "        entry.waiting = true; lane.current = null; shard.lanes().wake(lane);\n"
                                + "        shard.after(delay, () -> { if (lane.current == null && entry.waiting) {"),
                defect(
                        "does not undo what was built on a conflict",
                        "MainLine.java",
                        "new Command.Done(lane.chain,",
                        "new Command.Done(0,"),
                defect(
                        "acknowledges although it was fenced",
                        "Commits.java",
                        "            if (outcomes.failed()) { broken.accept(outcomes.cause());",
                        "            if (outcomes.failed()) { guard.accept(() -> answer(group,"
                                + " java.util.Collections.nCopies(group.size(), Outcome.APPLIED)));"),
                defect(
                        "goes on from memory after a storage failure",
                        "Shard.java",
                        "            stop(); ports.listener().failed(cause);",
                        "            ports.listener().failed(cause);"),
                defect(
                        "does not resume after a restart what was decided",
                        "SidingDriver.java",
                        "private boolean scanWanted = true;",
                        "private boolean scanWanted;"),
                defect(
                        "calls the processor again for an unconfirmed emit",
                        "Results.java",
                        "            shard.after(backoff.nanos(Math.min(outgoing.rounds(), 60)), () -> outgoing.send(outbox));",
                        "            finish(outgoing); shard.attempts().start(outgoing.entry);"),
                defect(
                        "commits before remote emits are confirmed",
                        "Results.java",
                        "            send(new Outgoing(this, entry, state, local, remote));",
                        "            send(new Outgoing(this, entry, state, local, remote)); commit(entry, state,"
                                + " local);"),
                defect(
                        "keeps the followers of a discarded head",
                        "Decisions.java",
                        "            if (lane.mode == Mode.PARKING && !applied.closed()) {",
                        "            if (verdict instanceof Verdict.Discard) { shard.lanes().wake(lane); }\n"
                                + "            else if (lane.mode == Mode.PARKING && !applied.closed()) {"),
                defect(
                        Pinned.DECISIONS_WHILE_RETRIES_RUN,
                        "does not record what is running",
                        "SidingDriver.java",
                        "            if (lane.current == head) { head.begun = true; record(lane, head, () -> {}); }",
                        "            if (lane.current == head) { head.begun = true; }"),
                defect(
                        "goes on with the main line beside what came back",
                        "Decisions.java",
                        "                if (makesSiding) { lane.mode = Mode.PARKING; } if (applied.released() == 0) {",
                        "                if (makesSiding) { lane.mode = Mode.MAIN; } if (applied.released() == 0) {"),
                defect(
                        "forgets that what came back made a siding",
                        "Decisions.java",
                        "if (applied.released() == 0) { shard.lanes().sidings().add(lane.id());",
                        "if (applied.released() == 0) {"),
                defect(
                        "brings an event back twice",
                        "Decisions.java",
                        "        Command.Decide decide = new Command.Decide(0, erroredId, expectedVersion, complete, by, false,"
                                + " note); shard.lanes().cameBack(",
                        "        Command.Decide decide = new Command.Decide(0, erroredId, -1, complete, by, false, note);\n"
                                + "        shard.lanes().cameBack(Entry.joining(lane, makes -> restore(lane, decide, makes,"
                                + " answer)));\n        shard.lanes().cameBack("),
                defect(
                        "decides for a person whatever the version is",
                        "Decisions.java",
                        "new Command.Decide(0, erroredId, expectedVersion, complete, by, false, note);"
                                + " shard.commits()",
                        "new Command.Decide(0, erroredId, -1, complete, by, false, note); shard.commits()"),
                defect(
                        "goes on with partitions that were taken away",
                        "Partition.java",
                        "        gone = true; forgetUnstarted();",
                        "        gone = true;"),
                defect(
                        "forgets to move an event whose key was edited",
                        "SidingDriver.java",
                        "                stop(lane); shard.decisions().move(lane, head);",
                        "                stop(lane);"));
    }

    private static DynamicTest defect(String name, String file, String... texts) {
        return DynamicTest.dynamicTest(name, () -> {
            String violation = new Mutant(file, texts).firstViolation(SEEDS);

            assertThat(violation)
                    .as("what the simulator says of an engine that %s", name)
                    .isNotEmpty();
        });
    }

    /** One so rare that it is looked for where it was found. */
    private static DynamicTest defect(Pinned where, String name, String file, String... texts) {
        return DynamicTest.dynamicTest(name, () -> {
            String violation = new Mutant(file, texts).firstViolation(where, SEEDS);

            assertThat(violation)
                    .as("what the simulator says in world %s of an engine that %s", where, name)
                    .isNotEmpty();
        });
    }
}
