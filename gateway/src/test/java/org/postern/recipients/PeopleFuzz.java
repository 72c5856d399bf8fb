package org.postern.recipients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;

/// Any text where somebody types a login that a directory is asked for.
class PeopleFuzz {
    @FuzzTest(maxDuration = "10m")
    void l20_aNameStaysAName(byte[] octets) throws LDAPException {
        String name = new String(octets, UTF_8);
        Filter filter = LdapPeople.filter("(&(uid={login})(active=TRUE))", name);
        assertThat(filter.getFilterType()).isEqualTo(Filter.FILTER_TYPE_AND);
        assertThat(filter.getComponents()).hasSize(2);
        Filter asked = filter.getComponents()[0];
        assertThat(asked.getFilterType()).isEqualTo(Filter.FILTER_TYPE_EQUALITY);
        assertThat(asked.getAssertionValue()).isEqualTo(name);
    }
}
