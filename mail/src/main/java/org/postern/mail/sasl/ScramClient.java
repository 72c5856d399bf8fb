package org.postern.mail.sasl;

import java.security.MessageDigest;
import java.util.Optional;

/// SCRAM-SHA-256 (RFC 7677), our side.
record ScramClient(String password, String bare, String nonce) implements ClientExchange {
    /// We do no channel binding.
    private static final String HEADER = "n,,";

    private static final int LEAST_ROUNDS = 4096;

    /// A hostile server must not keep a processor busy.
    private static final int MOST_ROUNDS = 1_000_000;

    static ScramClient begin(String login, String password, String nonce) {
        if (nonce.length() < 18 || !ScramText.isNonce(nonce)) {
            throw new IllegalArgumentException("not a nonce");
        }
        return new ScramClient(password, "n=" + ScramText.escaped(login) + ",r=" + nonce, nonce);
    }

    @Override
    public Optional<String> first() {
        return Optional.of(Base64Text.encode(Utf8.encode(HEADER + bare)));
    }

    @Override
    public boolean mayEnd() {
        return false;
    }

    @Override
    public Reaction answer(String challenge) {
        String server = Base64Text.decode(challenge).flatMap(Utf8::decode).orElse("");
        Optional<String> both =
                ScramText.value(server, 0, 'r')
                        .filter(ScramText::isNonce)
                        .filter(it -> it.startsWith(nonce) && it.length() > nonce.length());
        Optional<byte[]> salt =
                ScramText.value(server, 1, 's')
                        .flatMap(Base64Text::decode)
                        .filter(it -> it.length > 0);
        int rounds =
                ScramText.value(server, 2, 'i')
                        .filter(it -> it.matches("[1-9][0-9]{3,6}"))
                        .map(Integer::parseInt)
                        .orElse(0);
        if (both.isEmpty() || salt.isEmpty()) {
            return new Reaction.BreakOff("the server does not keep to the rules of SCRAM");
        }
        if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS) {
            return new Reaction.BreakOff("the server asks for too few or too many rounds");
        }
        String without = "c=" + Base64Text.encode(Utf8.encode(HEADER)) + ",r=" + both.get();
        String said = bare + "," + server + "," + without;
        byte[] salted = Sha256.stretched(Utf8.encode(password), salt.get(), rounds);
        byte[] key = Sha256.hmac(salted, "Client Key");
        byte[] proof = Sha256.xor(key, Sha256.hmac(Sha256.hash(key), said));
        String signature = Base64Text.encode(Sha256.hmac(Sha256.hmac(salted, "Server Key"), said));
        return new Reaction.Say(
                Base64Text.encode(Utf8.encode(without + ",p=" + Base64Text.encode(proof))),
                new Proving(signature));
    }

    @Override
    public String toString() {
        return "SCRAM-SHA-256";
    }

    /// @param signature what a server shows that knows us
    private record Proving(String signature) implements ClientExchange {
        @Override
        public Optional<String> first() {
            return Optional.empty();
        }

        @Override
        public Reaction answer(String challenge) {
            String shown = Base64Text.decode(challenge).flatMap(Utf8::decode).orElse("");
            boolean same = MessageDigest.isEqual(Utf8.encode(shown), Utf8.encode("v=" + signature));
            return same
                    ? new Reaction.Say("", new Proven())
                    : new Reaction.BreakOff("the server does not know the password itself");
        }

        @Override
        public boolean mayEnd() {
            return false;
        }

        @Override
        public String toString() {
            return "SCRAM-SHA-256";
        }
    }

    /// The server has shown that it knows us.
    private record Proven() implements ClientExchange {
        @Override
        public Optional<String> first() {
            return Optional.empty();
        }

        @Override
        public Reaction answer(String challenge) {
            return new Reaction.BreakOff("the server asks on after its proof");
        }

        @Override
        public boolean mayEnd() {
            return true;
        }
    }
}
