package org.postern.mail.sasl;

import java.util.List;
import java.util.Optional;

/// LOGIN: two questions, whatever their words are, answered by name and password.
///
/// @param answers those still to be given
record LoginClient(List<String> answers) implements ClientExchange {
    @Override
    public Optional<String> first() {
        return Optional.empty();
    }

    @Override
    public Reaction answer(String challenge) {
        if (answers.isEmpty()) {
            return new Reaction.BreakOff("the server asks on after the password");
        }
        return new Reaction.Say(
                Base64Text.encode(Utf8.encode(answers.getFirst())),
                new LoginClient(answers.subList(1, answers.size())));
    }

    @Override
    public boolean mayEnd() {
        return answers.isEmpty();
    }

    @Override
    public String toString() {
        return "LOGIN";
    }
}
