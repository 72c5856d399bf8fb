package org.postern.dns;

import java.time.Duration;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsFailure;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.DnsQuestion;

/// What one message may cost: a time that runs from the first question, and a number of questions. Past them every answer
/// is a failure at once, so that whoever asks comes to an end. For one thread.
final class DnsBudget implements DnsLookup {
    private final Dns dns;
    private final Duration time;
    private int left;
    private long end;
    private boolean begun;

    DnsBudget(Dns dns, Duration time, int questions) {
        this.dns = dns;
        this.time = time;
        this.left = questions;
    }

    @Override
    public DnsAnswer lookup(DnsQuestion question) throws InterruptedException {
        if (!begun) {
            begun = true;
            end = System.nanoTime() + time.toNanos();
        }
        if (left == 0) {
            return new DnsAnswer.Failed(DnsFailure.NOT_ASKED, "too many questions for one message");
        }
        left--;
        long rest = end - System.nanoTime();
        if (rest <= 0) {
            return new DnsAnswer.Failed(DnsFailure.NOT_ASKED, "the time for questions is used up");
        }
        return dns.lookup(question, Duration.ofNanos(rest));
    }
}
