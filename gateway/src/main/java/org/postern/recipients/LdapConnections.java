package org.postern.recipients;

import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.postern.directory.LookupRule;
import org.postern.settings.Authorities;

/// Connections to an LDAP directory. Those that search are kept, and a dead one is replaced once. Thread-safe.
final class LdapConnections implements AutoCloseable {
    private static final int LIMIT_MILLIS = 1000;
    private static final int MOST_KEPT = 8;

    private static final int PORT = 389;
    private static final int PORT_OVER_TLS = 636;

    private final LookupRule rule;
    private final Optional<Credential> login;
    private final Authorities trust;
    private volatile Optional<SSLContext> context = Optional.empty();
    private final Deque<LDAPConnection> idle = new ArrayDeque<>();
    private boolean closed;

    /// @param login what may search
    /// @param trust read at the first use
    LdapConnections(LookupRule rule, Optional<Credential> login, Authorities trust) {
        this.rule = rule;
        this.login = login;
        this.trust = trust;
    }

    /// What a search finds; of more than one entry two, or an exception, tell that.
    List<SearchResultEntry> search(Filter filter, String... attributes)
            throws LDAPException, GeneralSecurityException {
        Optional<LDAPConnection> kept = take();
        if (kept.isPresent()) {
            try {
                return search(kept.get(), filter, attributes);
            } catch (LDAPException e) {
                if (e.getResultCode().isConnectionUsable()) {
                    throw e;
                }
            }
        }
        return search(known(), filter, attributes);
    }

    private List<SearchResultEntry> search(
            LDAPConnection connection, Filter filter, String... attributes) throws LDAPException {
        boolean good = false;
        try {
            var request = new SearchRequest(rule.base(), SearchScope.SUB, filter, attributes);
            request.setResponseTimeoutMillis(LIMIT_MILLIS);
            request.setSizeLimit(2);
            request.setTimeLimitSeconds(2);
            List<SearchResultEntry> found = connection.search(request).getSearchEntries();
            good = true;
            return found;
        } finally {
            giveBack(connection, good);
        }
    }

    /// A connection as the login that may search.
    private LDAPConnection known() throws LDAPException, GeneralSecurityException {
        LDAPConnection connection = open();
        if (login.isPresent()) {
            try {
                connection.bind(login.get().user(), login.get().secret().reveal());
            } catch (LDAPException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    /// A new connection as nobody. Over TLS the server has shown, before anything is said to it, that it is the one that is
    /// meant.
    LDAPConnection open() throws LDAPException, GeneralSecurityException {
        URI url = URI.create(rule.url());
        boolean secure = url.getScheme().equals("ldaps");
        var options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(LIMIT_MILLIS);
        options.setResponseTimeoutMillis(LIMIT_MILLIS);
        options.setFollowReferrals(false);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        int usual = secure ? PORT_OVER_TLS : PORT;
        int port = url.getPort() < 0 ? usual : url.getPort();
        SocketFactory sockets = secure ? context().getSocketFactory() : SocketFactory.getDefault();
        var connection = new LDAPConnection(sockets, options, host(url), port);
        if (url.getScheme().equals(LookupRule.START_TLS)) {
            startTls(connection);
        }
        return connection;
    }

    private void startTls(LDAPConnection connection)
            throws LDAPException, GeneralSecurityException {
        boolean encrypted = false;
        try {
            ExtendedResult result =
                    connection.processExtendedOperation(new StartTLSExtendedRequest(context()));
            if (!result.getResultCode().equals(ResultCode.SUCCESS)) {
                throw new LDAPException(
                        result.getResultCode(),
                        "it offers no TLS: " + result.getDiagnosticMessage());
            }
            encrypted = true;
        } finally {
            if (!encrypted) {
                connection.close();
            }
        }
    }

    /// Without the brackets of a numeric address.
    private static String host(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private SSLContext context() throws GeneralSecurityException {
        Optional<SSLContext> made = context;
        if (made.isEmpty()) {
            var fresh = SSLContext.getInstance("TLS");
            try {
                fresh.init(null, trust.managers(), null);
            } catch (IOException e) {
                throw new GeneralSecurityException(
                        "recipients.tls-trust cannot be used: " + e.getMessage(), e);
            }
            made = Optional.of(fresh);
            context = made;
        }
        return made.get();
    }

    private Optional<LDAPConnection> take() {
        synchronized (idle) {
            return Optional.ofNullable(idle.pollLast());
        }
    }

    private void giveBack(LDAPConnection connection, boolean good) {
        synchronized (idle) {
            if (good && !closed && idle.size() < MOST_KEPT) {
                idle.addLast(connection);
                return;
            }
        }
        connection.close();
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(LDAPConnection::close);
            idle.clear();
        }
    }
}
