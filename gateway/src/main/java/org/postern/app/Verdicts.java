package org.postern.app;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.postern.blocklist.Action;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ReplyText;
import org.postern.blocklist.Result;
import org.postern.blocklist.Rule;
import org.postern.blocklist.Verdict;

/// Verdicts about clients as objects that print as JSON.
final class Verdicts {
    private Verdicts() {}

    /// @param enabled whether anything follows from the verdict now
    static Map<String, Object> fields(Caller caller, Verdict verdict, boolean enabled) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("address", caller.address().toString());
        fields.put("decision", word(verdict.decision()));
        fields.put("enabled", enabled);
        verdict.decisive().ifPresent(it -> fields.put("decisive", it.rule().test().name()));
        fields.put("score", verdict.score());
        if (verdict.isRefusal()) {
            fields.put("reply", ReplyText.of(caller, verdict.decisive()));
        }
        fields.put("steps", verdict.steps().stream().map(Verdicts::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(Verdict.Step step) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("test", step.rule().test().name());
        fields.put("action", action(step.rule()));
        switch (step.result()) {
            case Result.Clear _ -> fields.put("outcome", "clear");
            case Result.Hit(String detail, int weight) -> {
                fields.put("outcome", "hit");
                fields.put("detail", detail);
                fields.put("weight", weight);
            }
            case Result.Allowed(String detail) -> {
                fields.put("outcome", "allowed");
                fields.put("detail", detail);
            }
            case Result.NotDone(String why) -> {
                fields.put("outcome", "not-done");
                fields.put("detail", why);
            }
        }
        fields.put("micros", step.took().toNanos() / 1000);
        return fields;
    }

    static Map<String, Object> fields(Rule rule) {
        return Map.of(
                "name", rule.test().name(),
                "action", action(rule),
                "purpose", rule.test().purpose());
    }

    private static String action(Rule rule) {
        return rule.action() == Action.SCORE ? "score " + rule.score() : word(rule.action());
    }

    static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
