package org.postern.directory;

import java.util.List;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// Which directory knows who may log in, and as whom they may send.
///
/// @param lookup name of an LDAP lookup; where it is, where it searches, and the login that may search
/// @param filter how the entry of a person is found, with `{login}` in the place of what somebody types as a name: an LDAP
///     filter to search with, or the name of the entry. In a name `{local}` and `{domain}` stand for what is typed before
///     the last @ and behind it
/// @param addresses attributes with the addresses of a person
public record PeopleRule(String lookup, String filter, List<String> addresses) {
    /// Stands for what somebody types.
    public static final String LOGIN = "{login}";

    /// Stands for what is typed before the last @, or for all where there is none.
    public static final String LOCAL = "{local}";

    /// Stands for what is typed behind the last @; who types none is nobody then.
    public static final String DOMAIN = "{domain}";

    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,99}");

    public PeopleRule {
        addresses = List.copyOf(addresses);
        if (isName(filter)) {
            checkName(filter);
        } else if (!filter.contains(LOGIN)) {
            throw new IllegalArgumentException("write a filter such as (uid={login})");
        }
        if (addresses.isEmpty()
                || !addresses.stream().allMatch(it -> ATTRIBUTE.matcher(it).matches())) {
            throw new IllegalArgumentException("name attributes such as mail");
        }
    }

    /// Whether the name of a person's entry is known from the login, so that nothing is searched.
    public boolean namesEntry() {
        return isName(filter);
    }

    private static boolean isName(String filter) {
        return !filter.startsWith("(");
    }

    private static void checkName(String template) {
        boolean good = template.contains(LOGIN) || template.contains(LOCAL);
        try {
            for (Rdn part : new LdapName(template).getRdns()) {
                good &= ATTRIBUTE.matcher(part.getType()).matches();
            }
        } catch (InvalidNameException _) {
            good = false;
        }
        if (!good) {
            throw new IllegalArgumentException(
                    "write a filter such as (uid={login}), or a name such as"
                            + " uid={login},ou=people,dc=example,dc=org");
        }
    }

    /// @throws IllegalArgumentException the lookup is not there, is no LDAP, or is one to which passwords would go in clear
    void checkAmong(List<LookupRule> lookups) {
        LookupRule rule =
                lookups.stream()
                        .filter(it -> it.name().equals(lookup))
                        .findFirst()
                        .orElseThrow(() -> Site.missing("lookup", lookup));
        if (rule.asks() != LookupRule.Kind.LDAP) {
            throw new IllegalArgumentException(
                    "people log in with an LDAP directory; lookup " + lookup + " is none");
        }
        if (!rule.isUnheard()) {
            throw new IllegalArgumentException(
                    "passwords would go to lookup "
                            + lookup
                            + " in clear; write ldaps:// or ldap+starttls:// instead of ldap://");
        }
    }

    @Override
    public String toString() {
        return "of lookup " + lookup + " " + filter + " " + String.join(",", addresses);
    }
}
