package org.postern.mail.sasl;

import java.util.Optional;

/// PLAIN (RFC 4616): all in one answer, parted by NULs: whom to act for, who one is, the password.
record PlainServer() implements ServerExchange {
    @Override
    public Step answer(byte[] response) {
        String text = Utf8.decode(response).orElse("");
        int first = text.indexOf('\0');
        int second = text.indexOf('\0', first + 1);
        if (first < 0 || second < 0 || text.indexOf('\0', second + 1) >= 0) {
            return Step.Malformed.MALFORMED;
        }
        String actFor = text.substring(0, first);
        String name = text.substring(first + 1, second);
        if (!actFor.isEmpty() && !actFor.equals(name)) {
            return new Step.Refused(SaslPrep.prepare(name).orElse(""));
        }
        return password(name, text.substring(second + 1));
    }

    /// A name or a password that nobody can have is malformed, not wrong: nothing is to be checked.
    static Step password(String name, String password) {
        Optional<String> login = SaslPrep.prepare(name);
        Optional<String> secret = SaslPrep.prepare(password);
        return login.isPresent() && secret.isPresent()
                ? new Step.Password(login.get(), secret.get())
                : Step.Malformed.MALFORMED;
    }
}
