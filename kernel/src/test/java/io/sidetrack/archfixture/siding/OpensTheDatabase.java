package io.sidetrack.archfixture.siding;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;

public final class OpensTheDatabase {
    public HikariConfig pool;
    public Connection connection;
    public DataSource source;
    public Flyway migrations;
    public Jdbi jdbi;
    public SQLiteConfig sqlite;
}
