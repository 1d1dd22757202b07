package io.sidetrack.sample.trading;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.PluginContext;
import io.sidetrack.api.SidetrackPlugin;
import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.OptionType;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Splits bulk orders into trades, books the trades into positions, and repairs the trades whose shares carry a unit. */
public final class TradingPlugin extends SidetrackPlugin {
    static final Option<String> LEDGER = Option.optional(
            "ledger", OptionType.STRING, "file that gets one CSV line per booked trade: account,order,symbol,shares");

    private volatile Ledger ledger = Ledger.none();

    @Override
    public void contribute(Contributions add) {
        add.options(List.of(LEDGER));
        add.processor("intake", Intake::new);
        add.processor("place-trade", context -> new PlaceTrade(ledger));
        add.errorHandler("strip-units", StripUnits::new);
    }

    @Override
    public Future<Void> start(PluginContext context) {
        Optional<String> path = context.options().find(LEDGER);
        if (path.isEmpty()) {
            return Future.succeededFuture();
        }
        return Ledger.open(context.vertx(), path.get()).map(opened -> {
            ledger = opened; // within the future that is returned: a listener beside it may run after start has
            // succeeded
            return null;
        });
    }

    @Override
    public Future<Void> close() {
        return ledger.close();
    }
}
