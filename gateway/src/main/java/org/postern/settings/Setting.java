package org.postern.settings;

/// One setting as it is in force.
///
/// @param value the effective value as a settings file would have it; secrets are hidden
/// @param standard the default, in the same form
/// @param origin `default`, `command line`, or file and line
/// @param doc one or two sentences for people
public record Setting(String key, String value, String standard, String origin, String doc) {
    /// The origin of a value nobody set.
    static final String DEFAULT = "default";

    /// Whether somebody set it, be it to the default.
    public boolean isSet() {
        return !origin.equals(DEFAULT);
    }
}
