package org.postern.dns;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.postern.dns.AnswerReader.Reading;
import org.postern.mail.dns.CapturedAnswers;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;
import org.postern.mail.dns.DnsType;
import org.postern.mail.dns.ZoneReader;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/// Any octets as the answer of a resolver.
class AnswerFuzz {
    /// Nothing is thrown, what comes of it is bounded, and it can be written down and read again.
    @FuzzTest(maxDuration = "10m")
    void h4_everyMessageIsAnAnswerThatCanBeKept(byte[] octets) throws InterruptedException {
        Message message;
        try {
            message = new Message(octets);
        } catch (IOException _) {
            return;
        }
        Record question = message.getQuestion();
        if (question == null) {
            return;
        }
        for (DnsType type : DnsType.values()) {
            Reading reading = AnswerReader.read(message, question.getName(), type, 3600);
            if (reading instanceof Reading.Whole(var answer)) {
                check(answer, type);
            }
        }
    }

    private static void check(DnsAnswer answer, DnsType type) throws InterruptedException {
        if (answer instanceof DnsAnswer.Found(var records, _, var kept)
                && (records.size() > AnswerReader.MOST_RECORDS
                        || kept.compareTo(AnswerReader.LONGEST) > 0
                        || records.getFirst().type() != type)) {
            throw new AssertionError(answer);
        }
        var asked = new DnsQuestion(new DnsName("a.example"), type);
        var captured = new CapturedAnswers(_ -> answer);
        captured.lookup(asked);
        DnsAnswer again = ZoneReader.read(captured.replay().toString()).zone().lookup(asked);
        if (!again.equals(answer)) {
            throw new AssertionError(answer + " and " + again);
        }
    }
}
