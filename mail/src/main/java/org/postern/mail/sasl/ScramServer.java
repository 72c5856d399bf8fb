package org.postern.mail.sasl;

import java.util.Optional;

/// SCRAM-SHA-256 (RFC 7677, RFC 5802) without channel binding: the client proves that it knows the password, and the
/// server that it knows the keys, and neither says them.
record ScramServer(String nonce) implements ServerExchange {
    /// Characters of a client's nonce, so that a challenge fits in one reply; clients in use send 16 to 48.
    private static final int MAX_NONCE = 200;

    ScramServer {
        if (nonce.length() < 18 || !ScramText.isNonce(nonce)) {
            throw new IllegalArgumentException("not a nonce");
        }
    }

    @Override
    public Step answer(byte[] response) {
        String first = Utf8.decode(response).orElse("");
        int flagEnd = first.indexOf(',');
        int headerEnd = first.indexOf(',', flagEnd + 1) + 1;
        if (flagEnd < 0 || headerEnd == 0) {
            return Step.Malformed.MALFORMED;
        }
        String header = first.substring(0, headerEnd);
        String bare = first.substring(headerEnd);
        String actFor = header.substring(flagEnd + 1, headerEnd - 1);
        Optional<String> name = ScramText.value(bare, 0, 'n').flatMap(ScramText::unescaped);
        Optional<String> clientNonce =
                ScramText.value(bare, 1, 'r')
                        .filter(it -> ScramText.isNonce(it) && it.length() <= MAX_NONCE);
        Optional<String> login = name.flatMap(SaslPrep::prepare);
        if (login.isEmpty() || clientNonce.isEmpty() || !isFlag(header.substring(0, flagEnd))) {
            return Step.Malformed.MALFORMED;
        }
        if (!actFor.isEmpty()
                && !(actFor.startsWith("a=")
                        && ScramText.unescaped(actFor.substring(2)).equals(name))) {
            return new Step.Refused(login.get());
        }
        var begun = new Begun(login.get(), header, bare, clientNonce.get() + nonce);
        return new Step.Keys(login.get(), begun);
    }

    /// `n`: the client does no channel binding. `y`: it would, and thinks that we do not, which is right. `p=` asks for what
    /// was not offered.
    private static boolean isFlag(String flag) {
        return flag.equals("n") || flag.equals("y");
    }

    /// @param header what the client said of channel binding
    /// @param bare its first answer without that
    private record Begun(String login, String header, String bare, String nonce) implements Keyed {
        @Override
        public Step with(ScramKeys keys) {
            String challenge = "r=" + nonce + ",s=" + keys.saltText() + ",i=" + keys.rounds();
            return new Step.Challenge(challenge, new Asked(this, keys, challenge));
        }
    }

    private record Asked(Begun begun, ScramKeys keys, String challenge) implements ServerExchange {
        @Override
        public Step answer(byte[] response) {
            String last = Utf8.decode(response).orElse("");
            int proofAt = last.lastIndexOf(",p=");
            if (proofAt < 0) {
                return Step.Malformed.MALFORMED;
            }
            Optional<byte[]> proof = Base64Text.decode(last.substring(proofAt + 3));
            String without = last.substring(0, proofAt);
            String binding = Base64Text.encode(Utf8.encode(begun.header()));
            boolean fits =
                    ScramText.value(without, 0, 'c').filter(binding::equals).isPresent()
                            && ScramText.value(without, 1, 'r')
                                    .filter(begun.nonce()::equals)
                                    .isPresent();
            if (proof.isEmpty() || !fits) {
                return Step.Malformed.MALFORMED;
            }
            String said = begun.bare() + "," + challenge + "," + without;
            return keys.prove(proof.get(), said)
                    ? new Step.Challenge("v=" + keys.signature(said), new Shown(begun.login()))
                    : new Step.Refused(begun.login());
        }
    }

    /// The client has seen our proof and has nothing more to say.
    private record Shown(String login) implements ServerExchange {
        @Override
        public Step answer(byte[] response) {
            return response.length == 0 ? new Step.Proven(login) : Step.Malformed.MALFORMED;
        }
    }
}
