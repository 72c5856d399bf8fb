package org.postern.recipients;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.directory.PeopleRule;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;

/// Makes the name of a person's entry from what somebody types as a login.
///
/// The template is read first and filled in afterwards, value by value, so that what is typed can neither end a value nor
/// name another entry (RFC 4514 §2.4).
record PersonName(DN template) {
    private static final Pattern PLACE = Pattern.compile("\\{(login|local|domain)}");

    static PersonName of(String template) throws LDAPException {
        return new PersonName(new DN(template));
    }

    /// The name of the entry; empty where it cannot be anybody's.
    ///
    /// @param own whether a domain is ours: without a place for the domain, a login with another one would be a second
    ///     spelling of somebody, of which there is no end
    Optional<DN> of(String login, Predicate<Domain> own) {
        int at = login.lastIndexOf('@');
        String local = at < 0 ? login : login.substring(0, at);
        String domain = at < 0 ? "" : login.substring(at + 1);
        String text = template.toString();
        boolean named = text.contains(PeopleRule.DOMAIN);
        boolean cut = text.contains(PeopleRule.LOCAL) && !named && at >= 0;
        if (local.isBlank() || named && domain.isBlank() || cut && !isOurs(login, own)) {
            return Optional.empty();
        }
        var typed = Map.of("login", login, "local", local, "domain", domain);
        RDN[] parts = template.getRDNs();
        var filled = new RDN[parts.length];
        for (int i = 0; i < parts.length; i++) {
            String[] values = parts[i].getAttributeValues();
            for (int j = 0; j < values.length; j++) {
                values[j] = fill(values[j], typed);
            }
            filled[i] = new RDN(parts[i].getAttributeNames(), values);
        }
        return Optional.of(new DN(filled));
    }

    private static boolean isOurs(String login, Predicate<Domain> own) {
        return AddressParser.INTERNATIONAL.address(login)
                        instanceof Parsed.Value<Address>(Address address)
                && own.test(address.domain());
    }

    private static String fill(String value, Map<String, String> typed) {
        return PLACE.matcher(value)
                .replaceAll(it -> Matcher.quoteReplacement(typed.getOrDefault(it.group(1), "")));
    }
}
