package org.postern.blocklist;

import java.util.Optional;
import org.postern.blocklist.Verdict.Step;

/// The words for a client that is refused.
public final class ReplyText {
    /// Room for the text in one line of a reply, beside its codes and an address of a page.
    public static final int MOST = 350;

    private static final String OTHERWISE = "Mail from {address} is not taken here";

    private ReplyText() {}

    /// What the client is told: the text of the decisive test, with what is known of the client in it. One line of printable
    /// ASCII.
    public static String of(Caller caller, Optional<Step> decisive) {
        String text = decisive.map(ReplyText::text).filter(it -> !it.isEmpty()).orElse(OTHERWISE);
        String reason =
                decisive.map(Step::result)
                        .map(it -> it instanceof Result.Hit(var detail, _) ? detail : "")
                        .orElse("");
        return filled(
                text, caller.address().toString(), caller.hello().orElse("(nothing)"), reason);
    }

    private static String text(Step step) {
        return step.rule()
                .text()
                .or(() -> TestKind.of(step.rule().test().name()).map(TestKind::text))
                .orElse("");
    }

    /// In one pass, so that what a client says is not filled in once more.
    private static String filled(String text, String address, String name, String reason) {
        var filled = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            int close = open < 0 ? -1 : text.indexOf('}', open);
            if (close < 0) {
                filled.append(text, at, text.length());
                break;
            }
            filled.append(text, at, open)
                    .append(
                            switch (text.substring(open + 1, close)) {
                                case "address" -> address;
                                case "name" -> name;
                                case "reason" -> reason;
                                default -> text.substring(open, close + 1);
                            });
            at = close + 1;
        }
        return printable(filled);
    }

    private static String printable(StringBuilder text) {
        if (text.length() > MOST) {
            text.setLength(MOST);
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                text.setCharAt(i, '?');
            }
        }
        return text.toString();
    }
}
