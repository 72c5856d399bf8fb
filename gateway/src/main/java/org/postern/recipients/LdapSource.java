package org.postern.recipients;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.postern.directory.LookupRule;
import org.postern.mail.address.Address;

/// Recipients in an LDAP directory: an address exists if a search finds an entry. Thread-safe.
///
/// Connections are kept, and a dead one is replaced once.
final class LdapSource implements OpenSource {
    private static final int LIMIT_MILLIS = 1000;
    private static final int MOST_KEPT = 8;

    private final LookupRule rule;
    private final Optional<Credential> login;
    private final Deque<LDAPConnection> idle = new ArrayDeque<>();
    private boolean closed;

    LdapSource(LookupRule rule, Optional<Credential> login) {
        this.rule = rule;
        this.login = login;
    }

    @Override
    public Answer ask(Address address) {
        try {
            Filter filter = filter(rule.query(), address);
            Optional<LDAPConnection> kept = take();
            if (kept.isPresent()) {
                try {
                    return search(kept.get(), filter);
                } catch (LDAPException e) {
                    kept.get().close();
                    if (!e.getResultCode().isConnectionUsable()) {
                        return search(open(), filter);
                    }
                    throw e;
                }
            }
            return search(open(), filter);
        } catch (LDAPException | GeneralSecurityException e) {
            return new Answer.None("cannot be asked: " + e.getMessage());
        }
    }

    /// The filter for an address, whose characters cannot change what the filter asks.
    static Filter filter(String template, Address address) throws LDAPException {
        return Filter.create(
                template.replace("{address}", Filter.encodeValue(address.toString()))
                        .replace("{local}", Filter.encodeValue(address.localPart()))
                        .replace("{domain}", Filter.encodeValue(address.domain().text())));
    }

    private Answer search(LDAPConnection connection, Filter filter) throws LDAPException {
        boolean good = false;
        try {
            var request = new SearchRequest(rule.base(), SearchScope.SUB, filter, "1.1");
            request.setResponseTimeoutMillis(LIMIT_MILLIS);
            request.setSizeLimit(2);
            request.setTimeLimitSeconds(2);
            boolean found = connection.search(request).getEntryCount() > 0;
            good = true;
            return found ? Answer.Clear.KNOWN : Answer.Clear.UNKNOWN;
        } finally {
            giveBack(connection, good);
        }
    }

    private LDAPConnection open() throws LDAPException, GeneralSecurityException {
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
        var connection = new LDAPConnection(sockets, options, url.getHost(), url.getPort());
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
