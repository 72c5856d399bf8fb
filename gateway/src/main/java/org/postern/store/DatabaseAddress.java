package org.postern.store;

import java.net.InetAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.postern.settings.Secret;
import org.postern.settings.Unshown;

/// Where a PostgreSQL database is reached: a JDBC address without user and password.
public record DatabaseAddress(String url) {

    /// The name of our database in the embedded server.
    static final String NAME = "postern";

    private static final String SCHEME = "jdbc:postgresql://";
    private static final String FORM = "write jdbc:postgresql://HOST:PORT/NAME?sslmode=verify-full";

    /// Reads the address of an external database. The way there is encrypted and the server proves its name, unless it
    /// never leaves this machine.
    public static DatabaseAddress parse(String url) {
        if (!url.startsWith(SCHEME)) {
            throw new Unshown(FORM);
        }
        int slash = url.indexOf('/', SCHEME.length());
        if (slash < 0) {
            throw new Unshown(FORM);
        }
        String hosts = url.substring(SCHEME.length(), slash);
        int question = url.indexOf('?');
        List<String> options =
                question < 0 ? List.of() : List.of(url.substring(question + 1).split("&", -1));
        if (hosts.contains("@") || options.stream().anyMatch(DatabaseAddress::isLogin)) {
            throw new Unshown(
                    "user and password have settings of their own: database.user and database.password-file");
        }
        boolean local = isLocal(hosts) || has(options, "socketFactory=");
        if (!local && !isProven(options)) {
            throw new Unshown("needs sslmode=verify-full, as it is not on loopback");
        }
        return new DatabaseAddress(url);
    }

    static DatabaseAddress embedded(int port) {
        return embedded(port, NAME);
    }

    static DatabaseAddress embedded(int port, String database) {
        return new DatabaseAddress("jdbc:postgresql://127.0.0.1:" + port + "/" + database);
    }

    /// A connection outside the pools, for the work before they exist.
    Connection connect(String login, Secret password) throws SQLException {
        var how = new Properties();
        how.setProperty("user", login);
        how.setProperty("password", password.reveal());
        how.setProperty("connectTimeout", "3");
        how.setProperty("loginTimeout", "5");
        how.setProperty("socketTimeout", "120");
        how.setProperty("ApplicationName", "postern start");
        return DriverManager.getConnection(url, how);
    }

    /// Of an option given twice the driver takes the last; and a factory or verifier of one's own need not verify.
    private static boolean isProven(List<String> options) {
        return options.contains("sslmode=verify-full")
                && options.stream()
                        .filter(it -> it.startsWith("sslmode="))
                        .allMatch(it -> it.equals("sslmode=verify-full"))
                && !has(options, "sslfactory=")
                && !has(options, "sslhostnameverifier=");
    }

    /// Whether it names a user or any password, in whatever letters: what is written here is shown.
    private static boolean isLogin(String option) {
        int equals = option.indexOf('=');
        String name =
                option.substring(0, equals < 0 ? option.length() : equals).toLowerCase(Locale.ROOT);
        return name.equals("user") || name.endsWith("password") || name.indexOf('%') >= 0;
    }

    private static boolean has(List<String> options, String start) {
        return options.stream().anyMatch(it -> it.startsWith(start));
    }

    private static boolean isLocal(String hosts) {
        for (String place : hosts.split(",", -1)) {
            String host = place.replaceFirst(":[0-9]+$", "").replaceFirst("^\\[(.*)]$", "$1");
            if (!host.isEmpty() && !host.equals("localhost") && !isLoopback(host)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    @Override
    public String toString() {
        return url;
    }
}
