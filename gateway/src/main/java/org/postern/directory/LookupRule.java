package org.postern.directory;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/// How addresses are looked up in a directory of the site.
///
/// @param name what rules of recipients call it
/// @param url `ldaps://HOST:PORT`, `ldap+starttls://HOST:PORT`, `ldap://HOST:PORT` or
///     `jdbc:postgresql://HOST:PORT/DATABASE`
/// @param base where LDAP searches; empty for SQL
/// @param query an LDAP filter with `{address}`, `{local}` or `{domain}`, or an SQL query with `?` for the address
/// @param login name of a login of the site, empty for none
public record LookupRule(String name, String url, String base, String query, String login) {
    /// Parameters of the driver that name no class and no file to be written.
    private static final Set<String> HARMLESS = Set.of("sslmode", "sslrootcert", "currentschema");

    /// The scheme of LDAP that begins in clear and goes on over TLS before anything is said (RFC 4511 §4.14).
    public static final String START_TLS = "ldap+starttls";

    private static final Set<String> LDAP = Set.of("ldap", "ldaps", START_TLS);

    /// What is asked.
    public enum Kind {
        LDAP,
        SQL
    }

    public LookupRule {
        if (!Login.isName(name)) {
            throw new IllegalArgumentException("name a lookup with small letters and digits");
        }
        if (url.startsWith("jdbc:postgresql://")) {
            checkSql(url, query);
        } else {
            checkLdap(url, query, !login.isEmpty());
        }
    }

    private static void checkSql(String url, String query) {
        int question = url.indexOf('?');
        if (question >= 0) {
            for (String parameter : url.substring(question + 1).split("&", -1)) {
                String key = parameter.replaceFirst("=.*", "").toLowerCase(Locale.ROOT);
                if (!HARMLESS.contains(key)) {
                    throw new IllegalArgumentException(
                            "of parameters a lookup takes " + HARMLESS + ", not " + key);
                }
            }
        }
        if (query.indexOf('?') < 0) {
            throw new IllegalArgumentException(
                    "write a query with ? in the place of the address, such as: select 1 from users"
                            + " where mail = ?");
        }
    }

    private static void checkLdap(String url, String query, boolean login) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException _) {
            throw wrongUrl();
        }
        String scheme = String.valueOf(uri.getScheme());
        if (uri.getHost() == null || !LDAP.contains(scheme)) {
            throw wrongUrl();
        }
        if (login && scheme.equals("ldap") && !isLoopback(uri.getHost())) {
            throw new IllegalArgumentException(
                    "a login would leave in clear; write ldaps:// or "
                            + START_TLS
                            + ":// instead of ldap://");
        }
        if (!query.contains("{address}") && !query.contains("{local}")) {
            throw new IllegalArgumentException("write a filter such as (mail={address})");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return host.equals("localhost");
        }
    }

    private static IllegalArgumentException wrongUrl() {
        return new IllegalArgumentException(
                "write ldaps://HOST, ldap+starttls://HOST, ldap://HOST:PORT or"
                        + " jdbc:postgresql://HOST:PORT/DATABASE");
    }

    public Kind asks() {
        return url.startsWith("jdbc:") ? Kind.SQL : Kind.LDAP;
    }

    /// Whether nobody can listen to what is asked: over TLS, or on this machine.
    boolean isUnheard() {
        URI uri = URI.create(url);
        return !uri.getScheme().equals("ldap") || isLoopback(uri.getHost());
    }

    @Override
    public String toString() {
        return name
                + " "
                + url
                + (base.isEmpty() ? "" : " " + base)
                + " "
                + query
                + (login.isEmpty() ? "" : " login=" + login);
    }
}
