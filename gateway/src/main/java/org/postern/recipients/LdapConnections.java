package org.postern.recipients;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.postern.directory.LookupRule;

/// Connections to an LDAP directory. Those that search are kept, and a dead one is replaced once. Thread-safe.
final class LdapConnections implements AutoCloseable {
    private static final int LIMIT_MILLIS = 1000;
    private static final int MOST_KEPT = 8;

    private final LookupRule rule;
    private final Optional<Credential> login;
    private final Deque<LDAPConnection> idle = new ArrayDeque<>();
    private boolean closed;

    /// @param login what may search
    LdapConnections(LookupRule rule, Optional<Credential> login) {
        this.rule = rule;
        this.login = login;
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

    /// A new connection as nobody.
    LDAPConnection open() throws LDAPException, GeneralSecurityException {
        var url = new LDAPURL(rule.url());
        boolean secure = url.getScheme().equals("ldaps");
        var options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(LIMIT_MILLIS);
        options.setResponseTimeoutMillis(LIMIT_MILLIS);
        options.setFollowReferrals(false);
        if (secure) {
            options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        }
        SocketFactory sockets =
                secure ? SSLContext.getDefault().getSocketFactory() : SocketFactory.getDefault();
        return new LDAPConnection(sockets, options, url.getHost(), url.getPort());
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
