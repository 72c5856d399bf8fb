package org.postern.blocklist;

import java.util.Locale;

/// What a setting says of a test: an action, and for scores how much a hit counts. A test of who is let in may also be
/// written as letting in; the others have no use for that.
///
/// @param score 1 where the action is another
/// @param allows whether who is found is let in
public record Choice(Action action, int score, boolean allows) {
    /// What a test does before anybody chose.
    public static final Choice OBSERVE = new Choice(Action.OBSERVE, 1, false);

    private static final int MOST = 1000;

    /// Reads `off`, `observe`, `tag`, `score N`, `defer` or `reject`.
    public static Choice refusing(String text) {
        return switch (text) {
            case "off", "observe", "tag", "defer", "reject" ->
                    new Choice(Action.valueOf(text.toUpperCase(Locale.ROOT)), 1, false);
            default -> score(text);
        };
    }

    /// Reads `off`, `observe` or `allow`.
    public static Choice allowing(String text) {
        return switch (text) {
            case "off" -> new Choice(Action.OFF, 1, false);
            case "observe" -> OBSERVE;
            case "allow" -> new Choice(Action.OBSERVE, 1, true);
            default -> throw new IllegalArgumentException("write off, observe or allow");
        };
    }

    private static Choice score(String text) {
        if (!text.matches("score [0-9]{1,4}")) {
            throw new IllegalArgumentException("write off, observe, tag, score N, defer or reject");
        }
        int score = Integer.parseInt(text.substring("score ".length()));
        if (score == 0 || score > MOST) {
            throw new IllegalArgumentException("a score is from 1 to " + MOST);
        }
        return new Choice(Action.SCORE, score, false);
    }

    @Override
    public String toString() {
        if (allows) {
            return "allow";
        }
        String name = action.name().toLowerCase(Locale.ROOT);
        return action == Action.SCORE ? name + " " + score : name;
    }
}
