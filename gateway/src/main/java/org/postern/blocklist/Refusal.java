package org.postern.blocklist;

import java.util.Optional;
import org.postern.blocklist.Verdict.Decision;

/// What a client is told that is turned away. Printable ASCII of a bounded length, whatever the rules and the client say.
///
/// @param permanent whether it makes no sense to come again
/// @param enhanced the enhanced status code
/// @param reason the test that the decision rests on, a stable word
/// @param text without codes
public record Refusal(boolean permanent, String enhanced, String reason, String text) {
    /// An SMTP reply line has 512 octets, and codes, quotes and what the server adds are to fit in too.
    private static final int MOST = ReplyText.MOST + 110;

    /// Where the sum of scores decided.
    private static final String SUM = "score";

    /// @param page address of a page for people who are turned away, with `{test}` and `{address}` where these are to be put
    ///     in; empty where there is none
    /// @param id under which the decision is in the log
    /// @return empty where the client is not turned away
    public static Optional<Refusal> of(Verdict verdict, Caller caller, String page, String id) {
        if (!verdict.isRefusal()) {
            return Optional.empty();
        }
        boolean permanent = verdict.decision() == Decision.REJECT;
        String test = verdict.decisive().map(it -> it.rule().test().name()).orElse(SUM);
        String address = caller.address().toString();
        String more =
                page.isEmpty()
                        ? ""
                        : "; see " + page.replace("{test}", test).replace("{address}", address);
        return Optional.of(
                new Refusal(
                        permanent,
                        permanent ? "5.7.1" : "4.7.1",
                        test,
                        printable(ReplyText.of(caller, verdict.decisive()) + more, MOST)
                                + " ["
                                + id
                                + "]"));
    }

    /// Printable ASCII of a bounded length, with a question mark for everything else.
    public static String printable(String text, int most) {
        var out = new StringBuilder(Math.min(text.length(), most));
        text.codePoints()
                .limit(most)
                .forEach(c -> out.append(c >= ' ' && c <= '~' ? (char) c : '?'));
        return out.toString();
    }
}
