package org.postern.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.HELLO;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.deliver.PassThrough.Outside;
import org.postern.journey.HandOver;
import org.postern.journey.NextHop;
import org.postern.journey.NextHop.Hop;
import org.postern.journey.TlsUse;
import org.postern.journey.Transport;
import org.postern.mail.sasl.Mechanism;
import org.postern.mail.sasl.ScramKeys;
import org.postern.mail.smtp.AuthDialogue;
import org.postern.mail.smtp.Command;
import org.postern.settings.Secret;

/// What a smarthost hears and sees of a login.
@Timeout(30)
class LoginOnTheWireTest {
    private static final String NONCE = "fyko+d2lbbFgONRv9qkxdawL";
    private static final Set<Mechanism> ALL = EnumSet.allOf(Mechanism.class);
    private static final String SECRET = "pässword";

    @TempDir private Path folder;

    @Test
    void scramIsPreferredAndSaysNoSecret() throws Exception {
        var keys = ScramKeys.of(SECRET, new byte[16], 4096);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING", "AUTH LOGIN PLAIN SCRAM-SHA-256");
                            prove(it, keys);
                            it.takeAll();
                        });
                var delivery = delivery(SECRET, true)) {
            assertThat(send(delivery, server, Optional.empty()))
                    .isInstanceOf(HandOver.Accepted.class);
            assertThat(server.heard(0)).contains("AUTH SCRAM-SHA-256 ").doesNotContain("PLAIN");
            assertThat(decoded(server.heard(0))).doesNotContain(SECRET);
        }
    }

    /// Who relays for us should not take us for who wrote the message (RFC 4954 §5).
    @Test
    void onlyWhereWeLoggedInNobodyIsNamedAsWhoHandedItIn() throws Exception {
        var keys = ScramKeys.of(SECRET, new byte[16], 4096);
        try (var server =
                        ScriptedServer.of(
                                it -> {
                                    it.greet("PIPELINING", "AUTH PLAIN");
                                    prove(it, keys);
                                    it.takeAll();
                                },
                                it -> {
                                    it.greet("PIPELINING", "AUTH PLAIN");
                                    it.takeAll();
                                });
                var delivery = delivery(SECRET, true)) {
            send(delivery, server, Optional.empty());
            send(delivery, server, Optional.empty());
            var hop = new NextHop("127.0.0.1", server.port());
            delivery.handOver(hop, Letters.shipped(Letters.to(ANN)), Letters.content(HELLO));
            assertThat(server.heard(0))
                    .contains("MAIL FROM:<sender@b.example> AUTH=<>\r\n")
                    .doesNotContain("MAIL FROM:<sender@b.example>\r\n");
            assertThat(server.heard(1)).contains("MAIL FROM:<sender@b.example>\r\n");
        }
    }

    /// Somebody in the place of the smarthost, who does not know the secret.
    @Test
    void whoCannotShowTheKeysGetsNoMail() throws Exception {
        var wrong = ScramKeys.of("another", new byte[16], 4096);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("AUTH SCRAM-SHA-256");
                            String said = it.hear("AUTH SCRAM-SHA-256 ").substring(19);
                            var next =
                                    AuthDialogue.begin(
                                            new Command.Auth("SCRAM-SHA-256", said), NONCE, ALL);
                            var asked = ((AuthDialogue.Next.Keys) next).dialogue().with(wrong);
                            it.say(
                                    "334 "
                                            + ((AuthDialogue.Next.Say) asked)
                                                    .reply()
                                                    .lines()
                                                    .getFirst());
                            it.line();
                            it.say("235 2.7.0 Welcome");
                            it.hang();
                        });
                var delivery = delivery(SECRET, true)) {
            assertThat(failure(send(delivery, server, Optional.empty())))
                    .contains("without a proof");
            assertThat(server.heard(0)).doesNotContain("MAIL");
        }
    }

    @Test
    void aServerThatBreaksTheRulesIsLeft() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("AUTH SCRAM-SHA-256");
                            it.hear("AUTH SCRAM-SHA-256 ");
                            it.say("334 " + base64("r=mine,s=AAAA,i=1"));
                            it.hear("*");
                            it.say("501 5.7.0 Cancelled");
                            it.hang();
                        });
                var delivery = delivery(SECRET, true)) {
            assertThat(failure(send(delivery, server, Optional.empty())))
                    .contains("not shown login mine");
            assertThat(server.heard(0)).doesNotContain("MAIL");
        }
    }

    @Test
    void loginIsSpokenWhereNothingElseIs() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING", "AUTH LOGIN NTLM");
                            it.hear("AUTH LOGIN");
                            it.say("334 VXNlcm5hbWU6");
                            it.hear(base64("me"));
                            it.say("334 UGFzc3dvcmQ6");
                            it.hear(base64(SECRET));
                            it.say("235 Welcome");
                            it.takeAll();
                        });
                var delivery = delivery(SECRET, true)) {
            assertThat(send(delivery, server, Optional.empty()))
                    .isInstanceOf(HandOver.Accepted.class);
        }
    }

    @Test
    void aSecretThatIsLongAnswersAChallenge() throws Exception {
        String secret = "x".repeat(255);
        String user = "u".repeat(200);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING", "AUTH PLAIN");
                            assertThat(it.hear("AUTH PLAIN")).isEqualTo("AUTH PLAIN");
                            it.say("334 ");
                            it.hear(base64("\0" + user + "\0" + secret));
                            it.say("235 Welcome");
                            it.takeAll();
                        });
                var delivery = delivery(user, secret, true)) {
            assertThat(send(delivery, server, Optional.empty()))
                    .isInstanceOf(HandOver.Accepted.class);
        }
    }

    /// Some servers repeat what they do not take.
    @Test
    void aServerThatRepeatsTheSecretIsNotQuoted() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("AUTH PLAIN");
                            it.say("535 5.7.8 Not taken: " + it.hear("AUTH PLAIN "));
                            it.hang();
                        });
                var delivery = delivery(SECRET, true)) {
            String failure = failure(send(delivery, server, Optional.empty()));
            assertThat(failure).contains("refused login mine with 535 5.7.8");
            assertThat(decoded(failure)).doesNotContain(SECRET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256"})
    void overTlsTheLoginLeaves(String mechanism) throws Exception {
        var authority = new Certificates();
        SSLContext tls = authority.server("sink.example", Instant.now());
        String trust = authority.write(folder.resolve("trust.pem")).toString();
        var keys = ScramKeys.of(SECRET, new byte[16], 4096);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("STARTTLS", "AUTH LOGIN");
                            it.hear("STARTTLS");
                            it.say("220 Go ahead");
                            it.encrypt(tls);
                            it.hello("PIPELINING", "AUTH " + mechanism);
                            prove(it, keys);
                            it.takeAll();
                        });
                var delivery = delivery("me", SECRET, false, Map.of("deliver.tls-trust", trust))) {
            assertThat(send(delivery, server, Optional.of(TlsUse.VERIFY)))
                    .isInstanceOf(HandOver.Accepted.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "SCRAM-SHA-256"})
    void inClearNoLoginLeaves(String mechanism) throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("AUTH " + mechanism);
                            it.hang();
                        });
                var delivery = delivery(SECRET, false)) {
            assertThat(failure(send(delivery, server, Optional.empty())))
                    .contains("does not leave");
            assertThat(server.heard(0)).doesNotContain("AUTH");
        }
    }

    /// Plays the server's side as our own server does.
    private static void prove(ScriptedServer.Peer it, ScramKeys keys) throws IOException {
        String[] words = it.hear("AUTH ").split(" ", -1);
        var next = AuthDialogue.begin(new Command.Auth(words[1], words[2]), NONCE, ALL);
        while (true) {
            switch (next) {
                case AuthDialogue.Next.Say(var reply, var dialogue) -> {
                    it.say("334 " + reply.lines().getFirst());
                    next = dialogue.line(it.line().orElseThrow());
                }
                case AuthDialogue.Next.Keys(var login, var dialogue) -> {
                    assertThat(login).isEqualTo("me");
                    next = dialogue.with(keys);
                }
                case AuthDialogue.Next.Check(var login, var password) -> {
                    assertThat(login).isEqualTo("me");
                    assertThat(keys.fit(password)).isTrue();
                    it.say("235 2.7.0 Welcome");
                    return;
                }
                case AuthDialogue.Next.Proven _ -> {
                    it.say("235 2.7.0 Welcome");
                    return;
                }
                case AuthDialogue.Next.Over(var reply, _, var reason) ->
                        throw new AssertionError(reply + " " + reason);
            }
        }
    }

    private static String failure(HandOver result) {
        return ((HandOver.Failed) result).detail();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /// Whatever of a conversation is base64.
    private static String decoded(String heard) {
        var all = new StringBuilder();
        for (String word : heard.split("[ \r\n]+", -1)) {
            try {
                all.append(new String(Base64.getDecoder().decode(word), UTF_8)).append('\n');
            } catch (IllegalArgumentException _) {
                all.append(word).append('\n');
            }
        }
        return all.toString();
    }

    private static PassThrough delivery(String secret, boolean safe) {
        return delivery("me", secret, safe);
    }

    private static PassThrough delivery(String user, String secret, boolean safe) {
        return delivery(user, secret, safe, Map.of());
    }

    private static PassThrough delivery(
            String user, String secret, boolean safe, Map<String, String> settings) {
        var login = new Logins.Login(user, Secret.parse(secret));
        Logins logins = name -> name.equals("mine") ? Optional.of(login) : Optional.empty();
        return new PassThrough(
                "node.example",
                Letters.settings(settings),
                new Outside(Outside.NONE.mx(), logins, Itself.NOWHERE),
                _ -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                _ -> safe);
    }

    private static HandOver send(PassThrough delivery, ScriptedServer server, Optional<TlsUse> use)
            throws InterruptedException {
        var hop = new Hop(new NextHop.Server("sink.example", server.port()), 10, 1);
        var to = new NextHop(List.of(hop), Transport.SMTP, use, "mine");
        return delivery.handOver(to, Letters.shipped(Letters.to(ANN)), Letters.content(HELLO));
    }
}
