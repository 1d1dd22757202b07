package io.sidetrack.kernel.store;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes the JDBC drivers of a class loader that goes out of the JDK's register, and answers the names of their classes.
 *
 * <p>The register shows a driver, and lets go of it, only where a class asks whose loader is the driver's own. So the loader that goes
 * defines this class once more, which therefore knows nothing but the JDK, and has no class inside.
 */
public final class DriversOfLoader implements Supplier<List<String>> {

    @Override
    public List<String> get() {
        List<String> released = new ArrayList<>();
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == DriversOfLoader.class.getClassLoader()) {
                try {
                    DriverManager.deregisterDriver(driver);
                    released.add(driver.getClass().getName());
                } catch (SQLException e) {
                    throw new IllegalStateException(
                            "JDBC driver " + driver.getClass().getName(), e);
                }
            }
        }
        return released;
    }
}
