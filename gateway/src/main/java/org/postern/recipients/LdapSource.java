package org.postern.recipients;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.postern.directory.LookupRule;
import org.postern.mail.address.Address;
import org.postern.settings.Authorities;

/// Recipients in an LDAP directory: an address exists if a search finds an entry. Thread-safe.
final class LdapSource implements OpenSource {
    private final LookupRule rule;
    private final LdapConnections connections;

    LdapSource(LookupRule rule, Optional<Credential> login, Authorities trust) {
        this.rule = rule;
        this.connections = new LdapConnections(rule, login, trust);
    }

    @Override
    public Answer ask(Address address) {
        try {
            boolean found = !connections.search(filter(rule.query(), address), "1.1").isEmpty();
            return found ? Answer.Clear.KNOWN : Answer.Clear.UNKNOWN;
        } catch (LDAPSearchException e) {
            // Who is there in more entries than were asked for is there.
            return e.getEntryCount() > 0 && e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)
                    ? Answer.Clear.KNOWN
                    : new Answer.None("cannot be asked: " + e.getMessage());
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

    @Override
    public void close() {
        connections.close();
    }
}
