package org.postern.acceptance;

import java.util.ArrayList;
import java.util.List;
import org.postern.acceptance.Overheard.Transaction;
import org.postern.acceptance.SmugglingChain.Attempt;
import org.postern.sink.Taken;

/// What became of an attempt to hide a second message in a first.
///
/// @param in what was handed to the gateway, and its answers
/// @param out what the gateway handed on
/// @param arrived what the server behind made of it
record SmugglingOutcome(
        Attempt attempt, List<Transaction> in, List<Transaction> out, List<Taken> arrived) {
    /// What the marks mean.
    static final String LEGEND =
            """
            = one message in, one message out
            p the gateway refused it
            s the server in front refused it, or was not to be had for it
            2 the server in front itself made two messages of it; the gateway got two, and passed on two
            - the server in front does not offer the extension\
            """;

    /// One letter for it.
    char mark() {
        if (!attempt.offered()) {
            return '-';
        }
        int sent = attempt.isDirect() ? in.size() : taken();
        if (sent == 0) {
            return 's';
        }
        if (sent > 1) {
            return '2';
        }
        return in.stream().anyMatch(Transaction::isAccepted) ? '=' : 'p';
    }

    /// Messages that the server in front took, by its own replies to the client; that is the gateway where there is none.
    private int taken() {
        List<String> replies = attempt.replies();
        int taken = 0;
        for (int i = 1; i < replies.size(); i++) {
            boolean behindData = replies.get(i - 1).startsWith("354");
            taken += behindData && replies.get(i).startsWith("2") ? 1 : 0;
        }
        int last = attempt.smuggle().parts().size() - 1;
        boolean inChunks = attempt.smuggle().needs() == Smuggle.Needs.CHUNKING;
        boolean took = inChunks && replies.size() > last && replies.get(last).startsWith("2");
        return took ? taken + 1 : taken;
    }

    /// What is wrong with it; empty where all is well.
    List<String> faults() {
        var faults = new ArrayList<String>();
        // What was put off comes again.
        List<Transaction> settled = in.stream().filter(it -> !it.answer().startsWith("4")).toList();
        List<Transaction> accepted = in.stream().filter(Transaction::isAccepted).toList();
        int sent = (attempt.isDirect() ? accepted : settled).size();
        if (sent != taken()) {
            faults.add(taken() + " messages taken in front, " + sent + " handed to the gateway");
        }
        List<String> went = envelopes(accepted);
        List<String> handedOn = envelopes(out.stream().filter(Transaction::isAccepted).toList());
        List<String> came =
                arrived.stream()
                        .map(it -> "<" + it.sender() + "> to " + it.recipients())
                        .sorted()
                        .toList();
        if (!went.equals(handedOn)) {
            faults.add("the gateway took " + went + " and handed on " + handedOn);
        }
        if (!went.equals(came)) {
            faults.add("the gateway took " + went + " and there arrived " + came);
        }
        if (taken() < 2) {
            faultsOfOne(faults);
        }
        return faults.stream()
                .map(it -> attempt.way() + ", " + attempt.smuggle().name() + ": " + it)
                .toList();
    }

    /// Where the server in front took one message, there is no second one and nothing is lost of the first.
    private void faultsOfOne(List<String> faults) {
        var envelopes = new ArrayList<>(envelopes(in));
        envelopes.addAll(envelopes(out));
        arrived.forEach(it -> envelopes.add(it.sender() + " " + it.recipients()));
        boolean hidden =
                envelopes.stream()
                        .anyMatch(it ->
                                it.contains(Smuggle.BOSS) || it.contains("[" + Smuggle.VICTIM));
        if (hidden) {
            faults.add("a hidden command was obeyed: " + envelopes);
        }
        Smuggle sent = attempt.smuggle().of(attempt.token(), attempt.way().receiver());
        for (Taken mail : arrived) {
            if (sent.isInContent() && !mail.text().contains("RCPT TO:<" + Smuggle.VICTIM)) {
                faults.add("cut short: " + mail.text());
            }
            if (sent.row().equals("A5") && !mail.text().endsWith("\r\n\r\n" + sent.body())) {
                faults.add("changed: " + mail.text());
            }
        }
    }

    private static List<String> envelopes(List<Transaction> transactions) {
        return transactions.stream()
                .map(it -> "<" + it.sender() + "> to " + it.recipients())
                .sorted()
                .toList();
    }
}
