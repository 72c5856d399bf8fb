package org.postern.mail.smtp;

import java.nio.charset.StandardCharsets;
import org.postern.mail.sasl.Base64Text;
import org.postern.mail.sasl.ClientExchange;

/// What we answer to a challenge of another server (RFC 4954 §4): a line of base64, which may be empty.
///
/// @param text without its CRLF
public record AuthAnswer(String text) {
    /// Breaks the login off.
    public static final AuthAnswer CANCEL = new AuthAnswer("*");

    /// @throws IllegalArgumentException the text is no base64
    public AuthAnswer {
        if (!text.equals("*") && Base64Text.decode(text).isEmpty()) {
            throw new IllegalArgumentException("an answer is base64");
        }
    }

    /// What an exchange says.
    public static AuthAnswer of(ClientExchange.Reaction.Say said) {
        return new AuthAnswer(said.text());
    }

    public byte[] encode() {
        return (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /// It may hold a password.
    @Override
    public String toString() {
        return "(hidden)";
    }
}
