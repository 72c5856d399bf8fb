package org.postern.mail.sasl;

/// The server's side of one attempt to prove who a client is. Each answer of the client makes a step; nothing is kept
/// but in what the step hands on.
public interface ServerExchange {

    /// Takes what the client answered.
    Step answer(byte[] response);

    /// Begins an attempt.
    ///
    /// @param nonce printable ASCII without commas that was never used before; at least 18 characters of chance
    static Begin begin(Mechanism mechanism, String nonce) {
        return switch (mechanism) {
            case PLAIN -> new Begin("", new PlainServer());
            case LOGIN -> new Begin(LoginServer.ASK_NAME, new LoginServer());
            case SCRAM_SHA_256 -> new Begin("", new ScramServer(nonce));
        };
    }

    /// The begin of an attempt.
    ///
    /// @param challenge what a client that said nothing yet is told
    record Begin(String challenge, ServerExchange next) {}

    /// An exchange that goes on once the keys of a login are known.
    @FunctionalInterface
    interface Keyed {
        /// @param keys of the login, or those [ScramKeys#ofNobody] makes where it has none
        Step with(ScramKeys keys);
    }

    /// What follows from an answer.
    sealed interface Step {

        /// The client is told this, printable ASCII, and answers.
        record Challenge(String text, ServerExchange next) implements Step {}

        /// The keys of a login are needed.
        ///
        /// @param login prepared by [SaslPrep]
        record Keys(String login, Keyed next) implements Step {}

        /// A password is to be checked; that decides.
        ///
        /// @param login prepared by [SaslPrep]
        /// @param password prepared too
        record Password(String login, String password) implements Step {
            @Override
            public String toString() {
                return "Password[login=" + login + "]";
            }
        }

        /// The client knows the password.
        record Proven(String login) implements Step {}

        /// The client does not know it, or asks for what it cannot have.
        record Refused(String login) implements Step {}

        /// The answer breaks the rules of the mechanism.
        enum Malformed implements Step {
            MALFORMED
        }
    }
}
