package org.postern.doctor;

/// What one check saw.
///
/// @param check name of the check
/// @param seen what is, in one sentence
/// @param advice what to do about it; empty where nothing need be done
public record Diagnosis(Level level, String check, String seen, String advice) {

    /// How bad it is.
    public enum Level {
        GOOD,
        WARNING,
        PROBLEM
    }

    static Diagnosis good(String check, String seen) {
        return new Diagnosis(Level.GOOD, check, seen, "");
    }

    static Diagnosis warning(String check, String seen, String advice) {
        return new Diagnosis(Level.WARNING, check, seen, advice);
    }

    static Diagnosis problem(String check, String seen, String advice) {
        return new Diagnosis(Level.PROBLEM, check, seen, advice);
    }
}
