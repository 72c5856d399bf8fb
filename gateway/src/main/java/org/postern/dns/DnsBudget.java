package org.postern.dns;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
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

    /// Questions that are on their way; they are paid for.
    private final Set<DnsQuestion> prepared = new HashSet<>();

    DnsBudget(Dns dns, Duration time, int questions) {
        this.dns = dns;
        this.time = time;
        this.left = questions;
    }

    @Override
    public DnsAnswer lookup(DnsQuestion question) throws InterruptedException {
        begin();
        boolean paid = prepared.contains(question);
        if (left == 0 && !paid) {
            return new DnsAnswer.Failed(DnsFailure.NOT_ASKED, "too many questions for one message");
        }
        left -= paid ? 0 : 1;
        long rest = end - System.nanoTime();
        if (rest <= 0 && !paid) {
            return new DnsAnswer.Failed(DnsFailure.NOT_ASKED, "the time for questions is used up");
        }
        // What was asked in time and is answered already is worth something even now.
        return dns.lookup(question, Duration.ofNanos(Math.max(rest, 0)));
    }

    @Override
    public void prepare(Collection<DnsQuestion> questions) {
        begin();
        if (end - System.nanoTime() <= 0) {
            return;
        }
        for (DnsQuestion question : questions) {
            if (left > 0 && prepared.add(question)) {
                left--;
                dns.begin(question);
            }
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            end = System.nanoTime() + time.toNanos();
        }
    }
}
