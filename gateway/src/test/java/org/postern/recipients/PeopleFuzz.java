package org.postern.recipients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.Optional;

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

    /// What is typed is one value of the name of one entry, also for who reads that name as it is sent.
    @FuzzTest(maxDuration = "10m")
    void l20_aNameStaysTheNameOfOneEntry(byte[] octets) throws LDAPException {
        String name = new String(octets, UTF_8);
        PersonName template = PersonName.of("uid={login}+o=x,ou={local},ou=people,dc=example");
        Optional<DN> made = template.of(name, _ -> true);
        assertThat(made.isPresent() || name.isBlank() || name.indexOf('@') >= 0).isTrue();
        if (made.isPresent()) {
            String local = name.contains("@") ? name.substring(0, name.lastIndexOf('@')) : name;
            RDN[] read = new DN(made.get().toString()).getRDNs();
            assertThat(read).hasSize(4);
            assertThat(read[0].getAttributeNames()).containsExactly("uid", "o");
            assertThat(read[0].getAttributeValues()).containsExactly(name, "x");
            assertThat(read[1].getAttributeNames()).containsExactly("ou");
            assertThat(read[1].getAttributeValues()).containsExactly(local);
            assertThat(read[2].toNormalizedString()).isEqualTo("ou=people");
            assertThat(read[3].toNormalizedString()).isEqualTo("dc=example");
        }
    }
}
