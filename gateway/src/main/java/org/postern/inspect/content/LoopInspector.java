package org.postern.inspect.content;

import java.util.ArrayList;
import org.postern.journey.Finding;
import org.postern.journey.Finding.Kind;
import org.postern.journey.Inspector;
import org.postern.journey.Outcome;
import org.postern.journey.Subject;
import org.postern.journey.Trace;
import org.postern.mail.mime.HeaderField;

/// Whether the message goes in a circle: by the number of its trace fields (RFC 5321 §6.3), and by how many of them are
/// our own. A message may well pass twice, when a mailbox behind the gateway forwards to another one behind it.
public final class LoopInspector implements Inspector {
    private final int maxHops;
    private final int maxOwnPasses;
    private final String ownTrace;

    /// @param node the name in this node's own trace fields
    public LoopInspector(String node, int maxHops, int maxOwnPasses) {
        this.maxHops = maxHops;
        this.maxOwnPasses = maxOwnPasses;
        this.ownTrace = "by " + node + " " + Trace.MARK;
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
        for (HeaderField field : subject.structure().root().header().fields()) {
            if (field.is("Received")) {
                hops++;
                own += field.unfolded().contains(ownTrace) ? 1 : 0;
            }
        }
        var findings = new ArrayList<Finding>(2);
        if (hops >= maxHops) {
            findings.add(finding("too-many-hops", hops + " Received fields, limit " + maxHops));
        }
        if (own >= maxOwnPasses) {
            findings.add(finding("own-trace", "passed this node " + own + " times before"));
        }
        return Outcome.of(findings);
    }

    private static Finding finding(String name, String detail) {
        return new Finding(Kind.LOOP, name, detail, "header");
    }
}
