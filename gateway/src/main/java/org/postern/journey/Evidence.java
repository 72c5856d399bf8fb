package org.postern.journey;

import java.util.ArrayList;
import java.util.List;

/// All that was learnt about a message, in the order of the tests.
public record Evidence(List<TestResult> results) {
    public Evidence {
        results = List.copyOf(results);
    }

    /// The same behind other results.
    Evidence behind(List<TestResult> before) {
        var all = new ArrayList<>(before);
        all.addAll(results);
        return new Evidence(all);
    }

    /// Findings of one kind, in order.
    public List<Finding> findings(Finding.Kind kind) {
        var found = new ArrayList<Finding>(2);
        for (TestResult result : results) {
            if (result.outcome() instanceof Outcome.Found(List<Finding> findings)) {
                for (Finding finding : findings) {
                    if (finding.kind() == kind) {
                        found.add(finding);
                    }
                }
            }
        }
        return found;
    }

    /// Tests done of tests due.
    public Completeness completeness() {
        var missing = new ArrayList<String>(0);
        for (TestResult result : results) {
            if (result.outcome() instanceof Outcome.NotDone) {
                missing.add(result.test());
            }
        }
        return new Completeness(results.size() - missing.size(), results.size(), missing);
    }

    /// How much of what was due was done.
    public record Completeness(int done, int due, List<String> missing) {
        public Completeness {
            missing = List.copyOf(missing);
        }

        public boolean whole() {
            return missing.isEmpty();
        }
    }
}
