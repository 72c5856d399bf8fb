package org.postern.directory;

import java.util.List;
import java.util.regex.Pattern;

/// Which directory knows who may log in, and as whom they may send.
///
/// @param lookup name of an LDAP lookup; where it is, where it searches, and the login that may search
/// @param filter an LDAP filter with `{login}` in the place of what somebody types as a name
/// @param addresses attributes with the addresses of a person
public record PeopleRule(String lookup, String filter, List<String> addresses) {
    /// Stands for what somebody types.
    public static final String LOGIN = "{login}";

    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,99}");

    public PeopleRule {
        addresses = List.copyOf(addresses);
        if (!filter.contains(LOGIN)) {
            throw new IllegalArgumentException("write a filter such as (uid={login})");
        }
        if (addresses.isEmpty()
                || !addresses.stream().allMatch(it -> ATTRIBUTE.matcher(it).matches())) {
            throw new IllegalArgumentException("name attributes such as mail");
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
                            + " in clear; write ldaps:// instead of ldap://");
        }
    }

    @Override
    public String toString() {
        return "of lookup " + lookup + " " + filter + " " + String.join(",", addresses);
    }
}
