package org.postern.inspect.content;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.postern.journey.Door;
import org.postern.journey.Finding;
import org.postern.journey.Finding.Kind;
import org.postern.journey.Inspector;
import org.postern.journey.Outcome;
import org.postern.journey.Subject;
import org.postern.journey.Trace;
import org.postern.mail.mime.HeaderField;

/// Whether the message goes in a circle: by the number of its trace fields (RFC 5321 §6.3), and by how many of them are
/// our own. A message may well pass twice, when a mailbox behind the gateway forwards to another one behind it.
///
/// What a mail server beside us took back from the filter and shows to it again never left that server: on top of our
/// field is at most the one of the listener that took it back. A mailing list or a mailbox that forwards adds more.
public final class LoopInspector implements Inspector {
    private final int maxHops;
    private final int maxOwnPasses;
    private final List<String> ownTraces;
    private final String filterTrace;

    /// @param node the name in this node's own trace fields
    public LoopInspector(String node, int maxHops, int maxOwnPasses) {
        this.maxHops = maxHops;
        this.maxOwnPasses = maxOwnPasses;
        this.ownTraces =
                Stream.of(Door.values())
                        .map(it -> "by " + node + " " + Trace.mark(it))
                        .distinct()
                        .toList();
        this.filterTrace = "by " + node + " " + Trace.mark(Door.FILTER);
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public boolean isBrief() {
        return true;
    }

    @Override
    public Outcome inspect(Subject subject) {
        int hops = 0;
        int own = 0;
        boolean filtered = false;
        for (HeaderField field : subject.structure().root().header().fields()) {
            if (field.is("Received")) {
                hops++;
                String trace = field.unfolded();
                own += ownTraces.stream().anyMatch(trace::contains) ? 1 : 0;
                filtered |= hops <= 2 && trace.contains(filterTrace);
            }
        }
        var findings = new ArrayList<Finding>(3);
        if (hops >= maxHops) {
            findings.add(finding("too-many-hops", hops + " Received fields, limit " + maxHops));
        }
        if (own >= maxOwnPasses) {
            findings.add(finding("own-trace", "passed this node " + own + " times before"));
        }
        if (filtered && subject.arrival().door() == Door.FILTER) {
            findings.add(
                    finding(
                            "filtered-before",
                            "the mail server beside us shows what it took back"));
        }
        return Outcome.of(findings);
    }

    private static Finding finding(String name, String detail) {
        return new Finding(Kind.LOOP, name, detail, "header");
    }
}
