package org.postern.blocklist.remote;

import java.util.ArrayList;
import java.util.List;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsRecord;

/// What an answer of a list means (RFC 5782 §2.1).
sealed interface ListAnswer {
    /// The list has what was asked for.
    ///
    /// @param codes at least one, all in 127.0.0.0/8
    record Listed(List<IpAddress> codes) implements ListAnswer {
        public Listed {
            codes = List.copyOf(codes);
        }
    }

    /// It has not.
    enum NotListed implements ListAnswer {
        NOT_LISTED
    }

    /// The answer is none that a working list gives to whom it wants to answer. It is no listing.
    record Nonsense(String why) implements ListAnswer {}

    /// There is no answer.
    record Unknown(String why) implements ListAnswer {}

    /// Codes from here on say that the list does not want to answer: who asks comes through an open resolver, asks too
    /// much, or wrote the name of the list wrong.
    IpAddress REFUSALS = new IpAddress(false, 0, 0x7fff_ff00L);

    IpAddress CODES = new IpAddress(false, 0, 0x7f00_0000L);

    static ListAnswer read(DnsAnswer answer) {
        return switch (answer) {
            case DnsAnswer.Nothing _ -> NotListed.NOT_LISTED;
            case DnsAnswer.Failed(_, var why) -> new Unknown(why);
            case DnsAnswer.Found(var records, _, _) -> read(records);
        };
    }

    private static ListAnswer read(List<DnsRecord> records) {
        var codes = new ArrayList<IpAddress>();
        for (DnsRecord record : records) {
            if (!(record instanceof DnsRecord.Address(var code)) || !code.isNear(CODES, 8)) {
                return new Nonsense("it answers " + record + ", which is no code");
            }
            if (code.isNear(REFUSALS, 24)) {
                return new Nonsense("it does not want to answer: " + code);
            }
            codes.add(code);
        }
        return new Listed(codes);
    }
}
