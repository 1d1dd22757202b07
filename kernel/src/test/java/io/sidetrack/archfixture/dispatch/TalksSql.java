package io.sidetrack.archfixture.dispatch;

import java.sql.Connection;

public final class TalksSql {
    public Connection connection;
}
