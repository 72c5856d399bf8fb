package org.postern.mail.dns;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// Asks for one message, and keeps what was answered. A question that was answered is not asked again, so that one message
/// is judged by one view of the DNS; and the same answers judge it again later. For one thread.
public final class CapturedAnswers implements DnsLookup {
    private static final String NOT_HERE = "was not asked when the answers were captured";

    private final DnsLookup outside;
    private final Map<DnsQuestion, DnsAnswer> answers = new LinkedHashMap<>();

    public CapturedAnswers(DnsLookup outside) {
        this.outside = outside;
    }

    @Override
    public DnsAnswer lookup(DnsQuestion question) throws InterruptedException {
        DnsAnswer known = answers.get(question);
        if (known != null) {
            return known;
        }
        DnsAnswer answer = outside.lookup(question);
        answers.put(question, answer);
        return answer;
    }

    @Override
    public void prepare(Collection<DnsQuestion> questions) {
        outside.prepare(questions.stream().filter(it -> !answers.containsKey(it)).toList());
    }

    /// How many questions were asked.
    public int size() {
        return answers.size();
    }

    /// Everything that was answered, in the order in which it was asked for.
    public Map<DnsQuestion, DnsAnswer> answers() {
        return new LinkedHashMap<>(answers);
    }

    /// What was answered, for asking again without the network: whatever else is asked is not known. It prints as a zone file
    /// that reads as the same.
    public Zone replay() {
        var zone = new Zone.Builder().elsewhere(DnsFailure.NOT_ASKED, NOT_HERE);
        answers.forEach(zone::answer);
        answers.keySet()
                .forEach(it ->
                        zone.rest(it.name(), new DnsAnswer.Failed(DnsFailure.NOT_ASKED, NOT_HERE)));
        return zone.build();
    }
}
