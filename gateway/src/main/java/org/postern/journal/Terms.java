package org.postern.journal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.postern.journey.Dossier;
import org.postern.mail.address.Address;

/// The search words of the message log: a letter for the field, a colon, and a value in lower case. Search makes its words
/// with the same methods, so that one index answers for all fields.
///
/// | letter | value |
/// |---|---|
/// | `f` | sender or From address, and its domain |
/// | `t` | recipient, and its domain; the same of who was named in its place |
/// | `m` | Message-ID |
/// | `p` | numeric address of the peer, and of the origin behind it |
/// | `q` | name under which the mail server beside us knows the message |
/// | `s` | word of the subject |
final class Terms {
    private static final int MOST_WORDS = 16;
    private static final int MAX_LENGTH = 256;

    private Terms() {}

    static List<String> of(Dossier dossier) {
        SequencedSet<String> terms = new LinkedHashSet<>();
        party(terms, 'f', Addresses.print(dossier.envelope().sender()));
        party(terms, 'f', headerAddress(dossier.message().from()));
        // All of them: `edge.max-recipients` bounds their number.
        for (Address recipient : dossier.envelope().recipients()) {
            party(terms, 't', recipient.toString());
            // Whoever was asked for is found, too, where an alias stood for somebody else.
            dossier.envelope()
                    .notices()
                    .of(recipient)
                    .orcpt()
                    .ifPresent(it -> party(terms, 't', it.address()));
        }
        terms.add(term('p', dossier.client().ip()));
        dossier.origin().ifPresent(it -> terms.add(term('p', it.ip())));
        dossier.neighbour().queueId().ifPresent(it -> terms.add(queueId(it)));
        if (!dossier.message().messageId().isEmpty()) {
            terms.add(messageId(dossier.message().messageId()));
        }
        terms.addAll(subject(dossier.message().subject()));
        return List.copyOf(terms);
    }

    static List<String> of(Event event) {
        SequencedSet<String> terms = new LinkedHashSet<>();
        switch (event) {
            case Event.RecipientRefused refused -> {
                party(terms, 'f', refused.sender());
                party(terms, 't', refused.recipient());
                terms.add(term('p', refused.peer()));
            }
            case Event.ClientRefused refused -> terms.add(term('p', refused.peer()));
            case ClientEvent.Tested tested -> {
                party(terms, 'f', tested.sender());
                party(terms, 't', tested.recipient());
                terms.add(term('p', tested.peer()));
            }
            case Event.LoginTried tried -> terms.add(term('p', tried.peer()));
            case Event.SessionFailed failed -> terms.add(term('p', failed.peer()));
            case Event.PassedBefore before -> {
                if (!before.queueId().isEmpty()) {
                    terms.add(queueId(before.queueId()));
                }
            }
            case Event.Attempted attempted ->
                    attempted.fates().forEach(it -> party(terms, 't', it.recipient()));
            case Event.Judged _,
                    Event.QueueChanged _,
                    Event.HeldReleased _,
                    Event.HeldDeleted _,
                    Event.SiteChanged _,
                    Event.LoginChanged _,
                    ClientEvent.ListsChanged _,
                    Event.Alarm _,
                    Event.Flood _,
                    Event.Started _,
                    Event.Stopped _ -> {}
        }
        return List.copyOf(terms);
    }

    /// The word for an address or a domain.
    static String from(String addressOrDomain) {
        return term('f', addressOrDomain);
    }

    /// The word for an address or a domain.
    static String to(String addressOrDomain) {
        return term('t', addressOrDomain);
    }

    static String peer(String ip) {
        return term('p', ip);
    }

    static String queueId(String text) {
        return term('q', text);
    }

    /// @param text with or without its angle brackets
    static String messageId(String text) {
        String bare = text.strip();
        if (bare.startsWith("<") && bare.endsWith(">")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        return term('m', bare);
    }

    /// The words of a subject: runs of letters and digits.
    static List<String> subject(String text) {
        var words = new ArrayList<String>();
        int from = -1;
        for (int i = 0; i <= text.length() && words.size() < MOST_WORDS; ) {
            int c = i < text.length() ? text.codePointAt(i) : ' ';
            boolean inWord = Character.isLetterOrDigit(c) || from >= 0 && isMark(c);
            if (inWord && from < 0) {
                from = i;
            }
            if (!inWord && from >= 0) {
                words.add(term('s', text.substring(from, i)));
                from = -1;
            }
            i += Character.charCount(c);
        }
        return words;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static void party(SequencedSet<String> terms, char field, String address) {
        if (address.isEmpty()) {
            return;
        }
        terms.add(term(field, address));
        int at = address.lastIndexOf('@');
        if (at >= 0) {
            terms.add(term(field, address.substring(at + 1)));
        }
    }

    /// The address in a From field such as `Ann <ann@a.example>`; empty where there is none.
    private static String headerAddress(String from) {
        int open = from.lastIndexOf('<');
        int close = from.indexOf('>', open + 1);
        String text = open >= 0 && close > open ? from.substring(open + 1, close) : from.strip();
        return text.indexOf('@') > 0 && text.indexOf(' ') < 0 ? text : "";
    }

    private static String term(char field, String value) {
        var term = new StringBuilder(value.length() + 2).append(field).append(':');
        int length = Math.min(value.length(), MAX_LENGTH);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            term.append(c < 0x20 || Character.isSurrogate(c) ? '?' : Character.toLowerCase(c));
        }
        return term.toString();
    }
}
