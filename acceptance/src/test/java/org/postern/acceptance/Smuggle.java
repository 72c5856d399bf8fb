package org.postern.acceptance;

import java.util.ArrayList;
import java.util.List;

/// One way to hide a second message, or a command, in a first one. `TOKEN` in it is to become a word by which the message is
/// known, and `THERE` the domain that it goes to.
///
/// @param row of the catalogue of attacks
/// @param name what is hidden where, with line ends as escapes of Java
/// @param needs what the server has to offer, or nothing
/// @param commands from EHLO to the last RCPT
/// @param contents what follows, in chunks where there is CHUNKING, and with its end where there is none
record Smuggle(String row, String name, Needs needs, List<String> commands, List<String> contents) {
    /// Who seems to send the hidden message.
    static final String BOSS = "boss@example.net";

    /// How the address of those begins who send the others, unless these have no sender.
    static final String AUTHOR = "a-";

    /// Whom a hidden command names.
    static final String VICTIM = "victim-";

    private static final String SECOND =
            "MAIL FROM:<"
                    + BOSS
                    + ">\r\nRCPT TO:<"
                    + VICTIM
                    + "TOKEN@THERE>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n";

    /// What some server took for the end of the content.
    static final List<String> ALMOST_ENDS =
            List.of(
                    "\n.\n",
                    "\n.\r",
                    "\r.\n",
                    "\r.\r",
                    "\n.\r\n",
                    "\r.\r\n",
                    "\r\n\0.\r\n",
                    "\r\n.\r\r\n",
                    "\r\r\n.\r\r\n",
                    "\r\n.\n",
                    "\r\n.\r");

    /// Lines that begin with a dot, as they are meant.
    private static final List<String> DOTS = List.of("\r\n.\r\n", "\r\n..\r\n", "\r\n.x\r\n");

    Smuggle {
        commands = List.copyOf(commands);
        contents = List.copyOf(contents);
    }

    /// An extension without which a server cannot be asked.
    enum Needs {
        NOTHING(""),
        CHUNKING("CHUNKING"),
        DSN("DSN");

        private final String keyword;

        Needs(String keyword) {
            this.keyword = keyword;
        }

        String keyword() {
            return keyword;
        }
    }

    /// The same for one message.
    Smuggle of(String token, MailServer there) {
        return new Smuggle(
                row, name, needs, filled(commands, token, there), filled(contents, token, there));
    }

    private static List<String> filled(List<String> texts, String token, MailServer there) {
        return texts.stream()
                .map(it -> it.replace("TOKEN", token).replace("THERE", there.domain()))
                .toList();
    }

    /// What follows the commands, each part of which is answered.
    List<String> parts() {
        if (needs != Needs.CHUNKING) {
            return List.of("DATA\r\n", contents.getFirst() + ".\r\n");
        }
        var parts = new ArrayList<String>();
        for (int i = 0; i < contents.size(); i++) {
            String octets = contents.get(i);
            String last = i == contents.size() - 1 ? " LAST" : "";
            parts.add("BDAT " + octets.length() + last + "\r\n" + octets);
        }
        return parts;
    }

    /// Whether it hides its second message in the content.
    boolean isInContent() {
        return contents.toString().contains(VICTIM);
    }

    /// What has to arrive behind the header.
    String body() {
        String whole = String.join("", contents);
        String body = whole.substring(whole.indexOf("\r\n\r\n") + 4);
        if (needs != Needs.CHUNKING) {
            return body.replace("\r\n.", "\r\n");
        }
        return body.endsWith("\r\n") ? body : body + "\r\n";
    }

    static List<Smuggle> all() {
        var all = new ArrayList<Smuggle>();
        for (String almost : ALMOST_ENDS) {
            all.add(data("A2", almost, "first" + almost + SECOND));
        }
        for (String dots : DOTS) {
            all.add(data("A5", dots, "first" + dots.replace("\r\n.", "\r\n..") + SECOND));
        }
        for (String almost : ALMOST_ENDS) {
            all.add(chunks("A2", almost, "first" + almost + SECOND));
        }
        for (String dots : DOTS) {
            all.add(chunks("A5", dots, "first" + dots + SECOND));
        }
        all.add(chunks("A5", "\\r\\n.\\r | \\n", "first\r\n.\r", "\n" + SECOND));
        all.add(chunks("A5", "\r\n.", SECOND + "last\r\n."));
        all.add(chunks("A2", "\r", SECOND + "last\r\n.\r"));
        all.addAll(envelopes());
        return all;
    }

    /// Ends of lines in what a server says again to the next one.
    private static List<Smuggle> envelopes() {
        var all = new ArrayList<Smuggle>();
        for (String end : List.of("\r", "\n", "\0", "\r\0")) {
            String hidden = end + "RCPT TO:<" + VICTIM + "TOKEN@THERE>";
            all.add(envelope("EHLO", end, Needs.NOTHING, "EHLO client" + hidden, from(""), to("")));
            all.add(
                    envelope(
                            "MAIL",
                            end,
                            Needs.NOTHING,
                            HELLO,
                            "MAIL FROM:<\"" + AUTHOR + "TOKEN" + hidden + "\"@client.example.org>",
                            to("")));
            all.add(
                    envelope(
                            "RCPT",
                            end,
                            Needs.NOTHING,
                            HELLO,
                            from(""),
                            "RCPT TO:<\"ann-TOKEN" + hidden + "\"@THERE>"));
        }
        String encoded = "+0D+0ARCPT+20TO:<" + VICTIM + "TOKEN@THERE>";
        all.add(envelope("ENVID", "+0D+0A", Needs.DSN, HELLO, from(" ENVID=a" + encoded), to("")));
        all.add(
                envelope(
                        "ORCPT",
                        "+0D+0A",
                        Needs.DSN,
                        HELLO,
                        from(""),
                        to(" NOTIFY=NEVER ORCPT=rfc822;ann-TOKEN@THERE" + encoded)));
        return all;
    }

    private static final String HELLO = "EHLO client.example.org";

    private static String from(String parameters) {
        return "MAIL FROM:<>" + parameters;
    }

    private static String to(String parameters) {
        return "RCPT TO:<ann-TOKEN@THERE>" + parameters;
    }

    private static Smuggle data(String row, String name, String body) {
        return new Smuggle(
                row,
                "DATA " + escaped(name),
                Needs.NOTHING,
                List.of(HELLO, from(""), to("")),
                List.of(header() + body));
    }

    private static Smuggle chunks(String row, String name, String... body) {
        var contents = new ArrayList<>(List.of(body));
        contents.set(0, header() + contents.getFirst());
        return new Smuggle(
                row,
                "BDAT " + escaped(name),
                Needs.CHUNKING,
                List.of(HELLO, from(""), to("")),
                contents);
    }

    private static Smuggle envelope(String where, String name, Needs needs, String... commands) {
        return new Smuggle(
                "A17",
                where + " " + escaped(name),
                needs,
                List.of(commands),
                List.of(header() + "first\r\n"));
    }

    private static String header() {
        return "Subject: outer\r\n\r\n";
    }

    private static String escaped(String octets) {
        return octets.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }
}
