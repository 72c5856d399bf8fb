package org.postern.recipients;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.postern.directory.PeopleRule;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;

/// People in an LDAP directory: who shows the password of the one entry that a search finds, or that has the name made of
/// the login, is that person. Thread-safe.
final class LdapPeople implements AutoCloseable {
    /// Active Directory marks addresses so, the main one in capitals.
    private static final String MARK = "smtp:";

    /// With these a directory says that the password is not right, or that this person may not log in.
    private static final Set<ResultCode> NO =
            Set.of(
                    ResultCode.INVALID_CREDENTIALS,
                    ResultCode.INAPPROPRIATE_AUTHENTICATION,
                    ResultCode.CONSTRAINT_VIOLATION,
                    ResultCode.UNWILLING_TO_PERFORM,
                    ResultCode.NO_SUCH_OBJECT,
                    ResultCode.INSUFFICIENT_ACCESS_RIGHTS);

    private final PeopleRule rule;
    private final LdapConnections connections;
    private final Predicate<Domain> own;

    /// @param own whether a domain is ours
    LdapPeople(PeopleRule rule, LdapConnections connections, Predicate<Domain> own) {
        this.rule = rule;
        this.connections = connections;
        this.own = own;
    }

    /// The addresses of a person whose password this is; empty where it is not, or the name is not of one person.
    ///
    /// @throws IOException the directory does not say
    Optional<List<Address>> addresses(String login, String password) throws IOException {
        // A bind without a password proves nothing (RFC 4513 §5.1.2).
        if (password.isEmpty()) {
            return Optional.empty();
        }
        try {
            return rule.namesEntry() ? named(login, password) : found(login, password);
        } catch (LDAPException | GeneralSecurityException e) {
            throw new IOException("the directory does not answer: " + e.getMessage(), e);
        }
    }

    private Optional<List<Address>> found(String login, String password)
            throws LDAPException, GeneralSecurityException {
        Optional<SearchResultEntry> person = find(login);
        if (person.isEmpty()) {
            return Optional.empty();
        }
        try (LDAPConnection connection = connections.open()) {
            return isPassword(connection, person.get().getDN(), password)
                    ? Optional.of(addresses(person.get()))
                    : Optional.empty();
        }
    }

    /// Nobody searches: the person reads the own entry.
    private Optional<List<Address>> named(String login, String password)
            throws LDAPException, GeneralSecurityException {
        Optional<DN> name = PersonName.of(rule.filter()).of(login, own);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        String dn = name.get().toString();
        try (LDAPConnection connection = connections.open()) {
            if (!isPassword(connection, dn, password)) {
                return Optional.empty();
            }
            SearchResultEntry person =
                    connection.getEntry(dn, rule.addresses().toArray(String[]::new));
            return Optional.of(person == null ? List.of() : addresses(person));
        }
    }

    private Optional<SearchResultEntry> find(String login)
            throws LDAPException, GeneralSecurityException {
        try {
            List<SearchResultEntry> found =
                    connections.search(
                            filter(rule.filter(), login), rule.addresses().toArray(String[]::new));
            return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// The filter for a name, whose characters cannot change what the filter asks.
    static Filter filter(String template, String login) throws LDAPException {
        return Filter.create(template.replace(PeopleRule.LOGIN, Filter.encodeValue(login)));
    }

    private static boolean isPassword(LDAPConnection connection, String dn, String password)
            throws LDAPException {
        try {
            connection.bind(new SimpleBindRequest(dn, password));
            return true;
        } catch (LDAPException e) {
            if (NO.contains(e.getResultCode())) {
                return false;
            }
            throw e;
        }
    }

    private List<Address> addresses(SearchResultEntry person) {
        var all = new ArrayList<Address>();
        for (String attribute : rule.addresses()) {
            String[] values = person.getAttributeValues(attribute);
            for (String value : values == null ? new String[0] : values) {
                String text =
                        value.toLowerCase(Locale.ROOT).startsWith(MARK)
                                ? value.substring(MARK.length())
                                : value;
                if (AddressParser.INTERNATIONAL.address(text)
                        instanceof Parsed.Value<Address>(Address address)) {
                    all.add(address);
                }
            }
        }
        return List.copyOf(all);
    }

    @Override
    public void close() {
        connections.close();
    }
}
