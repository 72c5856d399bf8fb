package org.postern.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Messages as resolvers send them, written as in zone files.
final class Answers {
    private Answers() {}

    static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A record such as `a.example 300 MX 10 mail.example.`
    static Record record(String text) {
        String[] words = text.split(" ", 4);
        try {
            return Record.fromString(
                    name(words[0]),
                    Type.value(words[2]),
                    DClass.IN,
                    Long.parseLong(words[1]),
                    words[3],
                    Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Message to(String name, int type, int code, String... records) {
        Message message = Message.newQuery(Record.newRecord(name(name), type, DClass.IN));
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setRcode(code);
        for (String record : records) {
            Record made = record(record);
            message.addRecord(
                    made, made.getType() == Type.SOA ? Section.AUTHORITY : Section.ANSWER);
        }
        return message;
    }
}
