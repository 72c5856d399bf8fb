package org.postern.mail.sasl;

import java.util.Optional;

/// PLAIN (RFC 4616).
record PlainClient(String login, String password) implements ClientExchange {
    @Override
    public Optional<String> first() {
        return Optional.of(Base64Text.encode(Utf8.encode("\0" + login + "\0" + password)));
    }

    @Override
    public Reaction answer(String challenge) {
        return new Reaction.BreakOff("the server asks on after PLAIN");
    }

    @Override
    public boolean mayEnd() {
        return true;
    }

    @Override
    public String toString() {
        return "PLAIN";
    }
}
