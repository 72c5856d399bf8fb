package org.postern.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.deliver.Certificates;
import org.postern.directory.LookupRule;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.recipients.Answer.Clear;
import org.postern.settings.Authorities;
import org.postern.settings.Secret;

/// A login is shown to the directory that is meant and to no other, and never in clear where TLS was asked for.
@Tag("slow")
@Timeout(60)
class LdapOverTlsTest {
    private static final String START_TLS = LookupRule.START_TLS;

    private final Certificates authority = new Certificates();
    private final List<String> binds = new CopyOnWriteArrayList<>();
    private Optional<InMemoryDirectoryServer> running = Optional.empty();

    @TempDir private Path folder;

    @AfterEach
    void stop() {
        running.ifPresent(it -> it.shutDown(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldaps", START_TLS})
    void whoShowsACertificateOfTheFileIsAsked(String scheme) throws Exception {
        int port = start(scheme, authority.server("localhost", Instant.now()));
        assertThat(ask(scheme, port, trust())).isEqualTo(Clear.KNOWN);
        assertThat(binds).containsExactly(TestDirectory.READER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldaps", START_TLS})
    void withoutTheFileItIsNot(String scheme) throws Exception {
        int port = start(scheme, authority.server("localhost", Instant.now()));
        assertThat(ask(scheme, port, Authorities.OF_THE_JDK)).isInstanceOf(Answer.None.class);
        assertThat(binds).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldaps", START_TLS})
    void aCertificateForAnotherNameIsNone(String scheme) throws Exception {
        int port = start(scheme, authority.server("another.example", Instant.now()));
        assertThat(ask(scheme, port, trust())).isInstanceOf(Answer.None.class);
        assertThat(binds).isEmpty();
    }

    @Test
    void whereTlsIsNotOfferedNothingIsSaidInClear() throws Exception {
        InMemoryDirectoryServer server =
                TestDirectory.start(InMemoryListenerConfig.createLDAPConfig("test"), binds::add);
        running = Optional.of(server);
        assertThat(ask(START_TLS, server.getListenPort(), trust())).isInstanceOf(Answer.None.class);
        assertThat(binds).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws Exception {
        int port = start(START_TLS, authority.server("localhost", Instant.now()));
        var missing = new Authorities(Optional.of(folder.resolve("missing.pem")));
        assertThat(ask(START_TLS, port, missing))
                .isInstanceOfSatisfying(
                        Answer.None.class,
                        it -> assertThat(it.why()).contains("recipients.tls-trust"));
        assertThat(binds).isEmpty();
    }

    private int start(String scheme, SSLContext tls) throws Exception {
        InMemoryListenerConfig listener =
                scheme.equals("ldaps")
                        ? InMemoryListenerConfig.createLDAPSConfig(
                                "test", 0, tls.getServerSocketFactory())
                        : InMemoryListenerConfig.createLDAPConfig(
                                "test", null, 0, tls.getSocketFactory());
        InMemoryDirectoryServer server = TestDirectory.start(listener, binds::add);
        running = Optional.of(server);
        return server.getListenPort();
    }

    private Authorities trust() throws Exception {
        return new Authorities(Optional.of(authority.write(folder.resolve("trust.pem"))));
    }

    private static Answer ask(String scheme, int port, Authorities trust) {
        var rule =
                new LookupRule(
                        "people",
                        scheme + "://localhost:" + port,
                        "dc=example",
                        "(mail={address})",
                        "reader");
        var reader = new Credential(TestDirectory.READER, Secret.parse("secret"));
        try (var source = new LdapSource(rule, Optional.of(reader), trust)) {
            return source.ask(new Address("ann", new Domain.Name("own.example")));
        }
    }
}
