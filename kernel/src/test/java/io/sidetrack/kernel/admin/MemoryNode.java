package io.sidetrack.kernel.admin;

import io.sidetrack.api.Health;
import io.sidetrack.kernel.lifecycle.NodeStatus;
import io.sidetrack.kernel.lifecycle.PluginUse;
import io.sidetrack.kernel.lifecycle.Plugins;
import io.sidetrack.kernel.lifecycle.RewindRequest;
import io.sidetrack.kernel.lifecycle.Subscriptions;
import io.sidetrack.kernel.plugin.Components;
import io.sidetrack.kernel.plugin.PluginDetail;
import io.sidetrack.kernel.plugin.PluginException;
import io.sidetrack.kernel.plugin.release.HeldClasses;
import io.sidetrack.kernel.store.AuditStore;
import io.sidetrack.kernel.store.ErrorStore;
import io.sidetrack.kernel.store.Rewind.Rewound;
import io.sidetrack.kernel.store.SubscriptionException;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node with one subscription, one plugin that started and one that did not. */
final class MemoryNode implements NodeStatus, Subscriptions, Components, Plugins, AuditStore {
    private static final SubscriptionInfo OLD = new SubscriptionInfo("old", 3, 1, false, Map.of(), 1, 2, 5);
    volatile List<String> notReady = List.of();
    volatile String state = "running";
    volatile long parked = 2;
    final List<String> steered = new CopyOnWriteArrayList<>();
    final Path uploads = uploadsFolder();
    volatile PluginException refusal;
    volatile List<PluginDetail.OptionState> options = List.of();

    private static Path uploadsFolder() {
        try {
            Path folder = Files.createTempDirectory("uploads");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String version() {
        return "0.1.0-TEST";
    }

    @Override
    public Instant startedAt() {
        return Instant.EPOCH;
    }

    @Override
    public List<String> notReady() {
        return notReady;
    }

    @Override
    public Future<List<SubscriptionState>> list() {
        return Future.succeededFuture(List.of(
                new SubscriptionState(
                        "place-trade", "trading.place-trade", state, "", 10, 1, 2, 5, 1, parked, 1, 1, "1.1.2.1"),
                new SubscriptionState(
                        "old", null, "orphaned", "not in the configuration", 0, 0, 0, -1, 2, 5, 1, 1, OLD.version())));
    }

    @Override
    public Future<Void> pause(String name, String by) {
        steered.add("pause " + name + " by " + by);
        state = "paused";
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> resume(String name, String by) {
        steered.add("resume " + name + " by " + by);
        state = "running";
        return Future.succeededFuture();
    }

    @Override
    public Future<SubscriptionInfo> forget(String name, String seen, String by) {
        if (!seen.equals(OLD.version())) {
            return Future.failedFuture(new SubscriptionException(
                    SubscriptionException.Reason.CHANGED, "it is not as it was seen", OLD.version()));
        }
        steered.add("forget " + name + " by " + by);
        return Future.succeededFuture(OLD);
    }

    @Override
    public Future<Rewound> rewind(String name, RewindRequest request, String by) {
        if (!state.equals("paused")) {
            return Future.failedFuture(
                    new SubscriptionException(SubscriptionException.Reason.STATE, "it is not paused; pause it first"));
        }
        steered.add("rewind " + name + " to " + request.text() + " with state " + request.state() + " by " + by);
        return Future.succeededFuture(new Rewound(2, 5, 1));
    }

    @Override
    public List<PluginInfo> plugins() {
        return List.of(
                plugin("trading", "started", null),
                plugin("broken", "failed", "contributes two processors named 'place-trade'"));
    }

    @Override
    public Future<PluginInfo> start(String id, String by) {
        return steer("start", id, by);
    }

    @Override
    public Future<PluginInfo> stop(String id, String by) {
        return steer("stop", id, by);
    }

    @Override
    public Future<PluginInfo> reload(String id, String by) {
        return steer("reload", id, by);
    }

    @Override
    public Future<PluginInfo> rollBack(String id, String by) {
        return steer("roll back", id, by);
    }

    @Override
    public Future<Void> remove(String id, String by) {
        return steer("remove", id, by).mapEmpty();
    }

    @Override
    public Future<PluginInfo> install(Path jar, String by) {
        try {
            return steer("install", Files.readString(jar), by);
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<PluginInfo> configure(String id, long seen, Map<String, Object> changes, String by) {
        return steer("set " + new TreeMap<>(changes) + " seen " + seen + " of", id, by);
    }

    @Override
    public List<PluginUse> uses(PluginDetail plugin) {
        return List.of(new PluginUse("place-trade", List.of("place-trade")));
    }

    @Override
    public Optional<PluginDetail> plugin(String id) {
        return id.equals("none")
                ? Optional.empty()
                : Optional.of(new PluginDetail(
                        plugin(id, "started", null),
                        new PluginDetail.Version("1.1", "11ff"),
                        null,
                        7,
                        options,
                        List.of(plugin(id, "started", null)),
                        12,
                        1,
                        Health.down("its line is cut"),
                        List.of(new HeldClasses(
                                "0.9",
                                "22ff",
                                Instant.parse("2026-11-29T07:00:00Z"),
                                List.of("thread 'poller', whose context class loader it is")))));
    }

    @Override
    public Path uploads() {
        return uploads;
    }

    private Future<PluginInfo> steer(String what, String id, String by) {
        PluginException failure = refusal;
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        steered.add(what + " " + id + " by " + by);
        return Future.succeededFuture(plugin(id, "started", null));
    }

    private static PluginInfo plugin(String id, String state, String problem) {
        return new PluginInfo(
                id,
                "1.0",
                "tests",
                "",
                state,
                problem,
                id + ".jar",
                "00ff",
                List.of("place-trade"),
                List.of(),
                id.equals("trading") ? List.of("kafka") : List.of(),
                null,
                id.equals("trading") ? "CN=Desk" : null);
    }

    @Override
    public Future<ErrorStore.Page<Entry>> list(String cursor, int limit) {
        return Future.succeededFuture(new ErrorStore.Page<>(
                List.of(new Entry(1, 1_000, "admin", "pause", "place-trade", new JsonObject())), "1"));
    }

    @Override
    public Future<Void> record(String by, String action, String target, JsonObject detail) {
        return Future.succeededFuture();
    }

    @Override
    public Optional<ProcessorComponent> processor(String reference) {
        return Optional.empty();
    }

    @Override
    public Optional<HandlerComponent> errorHandler(String reference) {
        return Optional.empty();
    }

    @Override
    public Optional<AdapterComponent> brokerAdapter(String name) {
        return Optional.empty();
    }
}
