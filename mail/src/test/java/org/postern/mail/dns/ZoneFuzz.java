package org.postern.mail.dns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any octets as a zone file. Nothing is thrown, every entry is a record or told, and what is printed reads as the same.
class ZoneFuzz {
    @FuzzTest(maxDuration = "10m")
    void promise10_whatIsReadIsPrintedAsItself(byte[] octets) {
        ZoneReader.Reading read = ZoneReader.read(new String(octets, ISO_8859_1));
        if (read.problems().size() > read.leftOut()) {
            throw new AssertionError("more told than left out");
        }
        String printed = read.zone().toString();
        if (!printed.chars().allMatch(it -> it >= ' ' && it <= '~' || it == '\n')) {
            throw new AssertionError("not printable: " + printed);
        }
        ZoneReader.Reading again = ZoneReader.read(printed);
        if (!again.problems().isEmpty() || !again.zone().toString().equals(printed)) {
            throw new AssertionError(printed + again.problems() + again.zone());
        }
        // Every name can be asked for, whatever it leads to.
        for (String line : printed.split("\n", -1)) {
            DnsName.of(line.split(" ", 2)[0])
                    .ifPresent(name -> {
                        for (DnsType type : DnsType.values()) {
                            var question = new DnsQuestion(name, type);
                            DnsAnswer one = read.zone().lookup(question);
                            if (!one.equals(again.zone().lookup(question))) {
                                throw new AssertionError(question + ": " + one);
                            }
                        }
                    });
        }
    }
}
