package org.postern.mail.sasl;

/// LOGIN, which no RFC defines and many old clients speak: the name, then the password.
record LoginServer() implements ServerExchange {
    static final String ASK_NAME = "Username:";
    private static final String ASK_PASSWORD = "Password:";

    @Override
    public Step answer(byte[] response) {
        return Utf8.decode(response)
                .<Step>map(name -> new Step.Challenge(ASK_PASSWORD, new Named(name)))
                .orElse(Step.Malformed.MALFORMED);
    }

    private record Named(String name) implements ServerExchange {
        @Override
        public Step answer(byte[] response) {
            return Utf8.decode(response)
                    .map(password -> PlainServer.password(name, password))
                    .orElse(Step.Malformed.MALFORMED);
        }
    }
}
