package org.postern.recipients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.util.LDAPSDKException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.directory.LookupRule;
import org.postern.directory.PeopleRule;
import org.postern.mail.address.Address;
import org.postern.settings.Authorities;
import org.postern.settings.Secret;

/// People in a real LDAP server who log in.
@Tag("slow")
@Timeout(60)
class PeopleTest {
    private static final String FILTER = "(|(uid={login})(mail={login}))";

    private InMemoryDirectoryServer server;
    private int port;
    private volatile Optional<PeopleRule> rule =
            Optional.of(new PeopleRule("staff", FILTER, List.of("mail", "proxyAddresses")));
    private volatile String readerSecret = "secret";
    private final People people =
            new People(
                    () -> rule,
                    new Site(),
                    it -> it.text().equals("own.example"),
                    Authorities.OF_THE_JDK);

    @BeforeEach
    void start() throws LDAPSDKException {
        server = TestDirectory.start(0);
        port = server.getListenPort();
    }

    @AfterEach
    void stop() {
        people.close();
        server.shutDown(true);
    }

    private final class Site implements Sources.Site {
        @Override
        public Optional<Sources.Defined> lookup(String name) {
            var lookup =
                    new LookupRule(
                            "staff",
                            "ldap://127.0.0.1:" + port,
                            "dc=example",
                            "(mail={address})",
                            "reader");
            return name.equals("staff")
                    ? Optional.of(new Sources.Defined(lookup, readerSecret))
                    : Optional.empty();
        }

        @Override
        public Optional<Credential> login(String name) {
            return readerSecret.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Credential(TestDirectory.READER, Secret.parse(readerSecret)));
        }
    }

    private List<String> of(String login, String password)
            throws IOException, InterruptedException {
        return people.addresses(login, password).stream()
                .flatMap(List::stream)
                .map(Address::toString)
                .toList();
    }

    @Test
    void whoShowsThePasswordIsThatPerson() throws Exception {
        assertThat(of("ann", "sesame street"))
                .containsExactly("ann@own.example", "Ann.Lee@own.example", "a.lee@second.example");
        assertThat(of("ANN", "sesame street")).hasSize(3);
        assertThat(of("ann@own.example", "sesame street")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Sesame Street", "sesame street ", "secret"})
    void l20_anotherPasswordIsNot(String password) throws Exception {
        assertThat(people.addresses("ann", password)).isEmpty();
        assertThat(people.addresses("nobody", password)).isEmpty();
    }

    /// Two entries match the name of twins, and no name matches everybody.
    @ParameterizedTest
    @ValueSource(
            strings = {"twin", "*", "a*", "ann)(uid=*", "*)(|(uid=*", "\\2a", "ann\\", "ann\0", ""})
    void l20_aNameIsNoQuestion(String name) throws Exception {
        assertThat(people.addresses(name, "sesame street")).isEmpty();
    }

    @Test
    void withoutPersonsAddressesNobodyIsSomebody() throws Exception {
        assertThat(people.addresses("bot", "sesame street")).contains(List.of());
    }

    @Test
    void aDirectoryThatIsAwayGivesNoAnswer() throws Exception {
        assertThat(of("ann", "sesame street")).isNotEmpty();
        server.shutDown(true);
        assertThatIOException()
                .isThrownBy(() -> people.addresses("ann", "sesame street"))
                .withMessageContaining("does not answer")
                .withMessageNotContaining("sesame");
        server = TestDirectory.start(port);
        assertThat(of("ann", "sesame street")).isNotEmpty();
    }

    @Test
    void aReaderThatIsRefusedIsNoAnswer() {
        readerSecret = "another";
        assertThatIOException()
                .isThrownBy(() -> people.addresses("ann", "sesame street"))
                .withMessageNotContaining("another");
    }

    @Test
    void withoutTheSecretOfTheReaderThereIsNoAnswer() throws Exception {
        readerSecret = "";
        assertThatIOException().isThrownBy(() -> people.addresses("ann", "sesame street"));
        readerSecret = "secret";
        assertThat(of("ann", "sesame street")).isNotEmpty();
    }

    /// No login searches, so none that could is needed.
    @ParameterizedTest
    @ValueSource(strings = {"cn={login},dc=example", "cn={local},dc=example"})
    void whoseEntryHasTheNameIsBoundWithoutASearch(String template) throws Exception {
        readerSecret = "another";
        rule = Optional.of(new PeopleRule("staff", template, List.of("mail")));
        assertThat(of("ann", "sesame street")).containsExactly("ann@own.example");
        assertThat(people.addresses("bot", "sesame street")).contains(List.of());
        assertThat(people.addresses("ann", "Sesame Street")).isEmpty();
        assertThat(people.addresses("ann", "")).isEmpty();
        assertThat(people.addresses("nobody", "sesame street")).isEmpty();
        server.shutDown(true);
        assertThatIOException().isThrownBy(() -> people.addresses("ann", "sesame street"));
    }

    @Test
    void aLoginWithADomainIsCutWhereTheDomainIsOurs() throws Exception {
        rule = Optional.of(new PeopleRule("staff", "cn={local},dc=example", List.of("mail")));
        assertThat(of("ann@own.example", "sesame street")).isNotEmpty();
        assertThat(people.addresses("ann@other.example", "sesame street")).isEmpty();
        assertThat(people.addresses("ann@", "sesame street")).isEmpty();
        assertThat(people.addresses("@own.example", "sesame street")).isEmpty();
        rule = Optional.of(new PeopleRule("staff", "cn={local},dc={domain}", List.of("mail")));
        assertThat(of("ann@example", "sesame street")).isNotEmpty();
        assertThat(people.addresses("ann", "sesame street")).isEmpty();
    }

    /// `#` begins octets of BER, a backslash hexadecimal ones, and a comma or a plus sign another part.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ann,dc=example",
                "x,cn=Ann",
                "Ann+cn=Ann",
                "Ann+uid=ann",
                "#0403416e6e",
                "\\41nn",
                "Ann\\",
                "Ann\0",
                "\"Ann\"",
                "*",
                "{login}",
                " ",
                ""
            })
    void l20_aNameIsNoOtherEntry(String name) throws Exception {
        rule = Optional.of(new PeopleRule("staff", "cn={login},dc=example", List.of("mail")));
        assertThat(people.addresses(name, "sesame street")).isEmpty();
        rule = Optional.of(new PeopleRule("staff", "cn={local},dc=example", List.of("mail")));
        assertThat(people.addresses(name + "@own.example", "sesame street")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uid=ann,dc=example",
                "{login}=ann,dc=example",
                "uid={login",
                "{login}",
                "uid={domain},dc=example",
                ""
            })
    void whatIsNeitherFilterNorNameIsRefused(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PeopleRule("staff", template, List.of("mail")));
    }

    @Test
    void changedSettingsHoldAtOnce() throws Exception {
        assertThat(people.areKnown()).isTrue();
        rule = Optional.of(new PeopleRule("staff", "(description={login})", List.of("mail")));
        assertThat(people.addresses("ann", "sesame street")).isEmpty();
        rule = Optional.empty();
        assertThat(people.areKnown()).isFalse();
        assertThat(people.addresses("ann", "sesame street")).isEmpty();
    }
}
