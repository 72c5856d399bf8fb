package org.postern.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsFailure;
import org.postern.mail.dns.DnsRecord;
import org.postern.mail.dns.DnsType;
import org.postern.mail.dns.Dnssec;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// Makes a value of a message that a resolver sent. Only records of the name that was asked for, and of its aliases, count;
/// whatever else is in the message is left alone. A name that is no name of ours is left out.
final class AnswerReader {
    /// Records of one answer that are looked at.
    static final int MOST_RECORDS = 256;

    /// Aliases that are followed in a row.
    static final int MOST_ALIASES = 8;

    static final Duration SHORTEST = Duration.ofSeconds(5);
    static final Duration LONGEST = Duration.ofHours(1);

    /// A name without records may get some.
    static final Duration NOTHING_KEPT = Duration.ofMinutes(5);

    /// What a message says.
    sealed interface Reading {
        /// All that was asked for.
        record Whole(DnsAnswer answer) implements Reading {}

        /// That another name has the records, and not which.
        ///
        /// @param ttl how long that holds, in seconds
        record Elsewhere(Name name, long ttl) implements Reading {}
    }

    private final Message message;
    private final Name asked;
    private final int type;
    private long ttl;

    private AnswerReader(Message message, Name asked, int type, long ttl) {
        this.message = message;
        this.asked = asked;
        this.type = type;
        this.ttl = ttl;
    }

    /// @param ttl how long the aliases hold that led to the name, in seconds
    static Reading read(Message message, Name asked, DnsType type, long ttl) {
        return new AnswerReader(message, asked, code(type), ttl).reading();
    }

    static int code(DnsType type) {
        return switch (type) {
            case A -> Type.A;
            case AAAA -> Type.AAAA;
            case MX -> Type.MX;
            case PTR -> Type.PTR;
            case TXT -> Type.TXT;
        };
    }

    private Reading reading() {
        Record question = message.getQuestion();
        if (question == null || !question.getName().equals(asked) || question.getType() != type) {
            return failed(DnsFailure.MALFORMED, "an answer to another question");
        }
        if (message.getHeader().getFlag(Flags.TC)) {
            return failed(DnsFailure.MALFORMED, "an answer that was cut");
        }
        int code = message.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            return problem(code);
        }
        return follow(code == Rcode.NXDOMAIN);
    }

    private Reading follow(boolean noDomain) {
        List<Record> records = message.getSection(Section.ANSWER);
        Set<Name> seen = new HashSet<>();
        Name name = asked;
        while (seen.add(name) && seen.size() <= MOST_ALIASES + 1) {
            Optional<Reading> found = found(records, name);
            if (found.isPresent()) {
                return found.get();
            }
            Optional<CNAMERecord> alias = alias(records, name);
            if (alias.isEmpty()) {
                return name.equals(asked) || noDomain || !authority().isEmpty()
                        ? new Reading.Whole(nothing(noDomain))
                        : new Reading.Elsewhere(name, ttl);
            }
            ttl = Math.min(ttl, alias.get().getTTL());
            name = alias.get().getTarget();
        }
        return failed(DnsFailure.MALFORMED, "aliases that lead nowhere");
    }

    private static Optional<CNAMERecord> alias(List<Record> records, Name name) {
        for (Record one : records) {
            if (one instanceof CNAMERecord alias && isOf(one, name)) {
                return Optional.of(alias);
            }
        }
        return Optional.empty();
    }

    private Optional<Reading> found(List<Record> records, Name name) {
        var good = new ArrayList<DnsRecord>();
        boolean any = false;
        for (Record one : records) {
            if (one.getType() == type && isOf(one, name) && good.size() < MOST_RECORDS) {
                any = true;
                ttl = Math.min(ttl, one.getTTL());
                record(one).ifPresent(good::add);
            }
        }
        if (!any) {
            return Optional.empty();
        }
        return Optional.of(
                good.isEmpty()
                        ? failed(DnsFailure.MALFORMED, "records with names that are none")
                        : new Reading.Whole(
                                new DnsAnswer.Found(good, dnssec(), kept(ttl, LONGEST))));
    }

    private static boolean isOf(Record record, Name name) {
        return record.getDClass() == DClass.IN && record.getName().equals(name);
    }

    private static Optional<DnsRecord> record(Record record) {
        return switch (record) {
            case ARecord it -> Optional.of(address(it.getAddress().getAddress()));
            case AAAARecord it -> Optional.of(address(it.getAddress().getAddress()));
            case MXRecord it ->
                    Names.of(it.getTarget())
                            .map(host -> new DnsRecord.Exchanger(it.getPriority(), host));
            case PTRRecord it -> Names.of(it.getTarget()).map(DnsRecord.Pointer::new);
            case TXTRecord it -> Optional.of(text(it));
            default -> Optional.empty();
        };
    }

    private static DnsRecord address(byte[] octets) {
        return new DnsRecord.Address(IpAddress.ofOctets(octets));
    }

    private static DnsRecord text(TXTRecord record) {
        var text = new StringBuilder();
        for (byte[] string : record.getStringsAsByteArrays()) {
            for (byte octet : string) {
                text.append((char) (octet & 0xff));
            }
        }
        return new DnsRecord.Text(text.toString());
    }

    private DnsAnswer nothing(boolean noDomain) {
        long held = ttl;
        for (SOARecord zone : authority()) {
            held = Math.min(held, Math.min(zone.getTTL(), zone.getMinimum()));
        }
        return new DnsAnswer.Nothing(!noDomain, dnssec(), kept(held, NOTHING_KEPT));
    }

    /// The zone that says that there is nothing (RFC 2308 §2).
    private List<SOARecord> authority() {
        var zones = new ArrayList<SOARecord>();
        for (Record one : message.getSection(Section.AUTHORITY)) {
            if (one instanceof SOARecord zone) {
                zones.add(zone);
            }
        }
        return zones;
    }

    private Dnssec dnssec() {
        return message.getHeader().getFlag(Flags.AD) ? Dnssec.SECURE : Dnssec.INSECURE;
    }

    private static Duration kept(long seconds, Duration most) {
        return Duration.ofSeconds(Math.clamp(seconds, SHORTEST.toSeconds(), most.toSeconds()));
    }

    private Reading problem(int code) {
        if (code != Rcode.SERVFAIL) {
            return failed(DnsFailure.REFUSED, "the resolver answers " + Rcode.string(code));
        }
        return isBogus()
                ? failed(DnsFailure.BOGUS, "the signatures are wrong, says the resolver")
                : failed(DnsFailure.SERVFAIL, "the resolver cannot find out");
    }

    /// Whether the resolver says that signatures are why it has no answer (RFC 8914).
    private boolean isBogus() {
        OPTRecord options = message.getOPT();
        if (options == null) {
            return false;
        }
        for (EDNSOption one : options.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR)) {
            if (one instanceof ExtendedErrorCodeOption error) {
                return switch (error.getErrorCode()) {
                    case ExtendedErrorCodeOption.DNSSEC_BOGUS,
                            ExtendedErrorCodeOption.SIGNATURE_EXPIRED,
                            ExtendedErrorCodeOption.SIGNATURE_NOT_YET_VALID,
                            ExtendedErrorCodeOption.DNSKEY_MISSING,
                            ExtendedErrorCodeOption.RRSIGS_MISSING,
                            ExtendedErrorCodeOption.NSEC_MISSING ->
                            true;
                    default -> false;
                };
            }
        }
        return false;
    }

    private static Reading failed(DnsFailure cause, String why) {
        return new Reading.Whole(new DnsAnswer.Failed(cause, why));
    }
}
