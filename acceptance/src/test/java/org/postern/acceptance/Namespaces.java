package org.postern.acceptance;

import java.util.ArrayList;
import java.util.List;

/// Kernel namespaces that a gateway is started in. Root makes them as root; anybody else makes a user namespace around
/// them, in which nothing but the making of the others is allowed.
///
/// @param kinds as options of unshare(1), such as `--net`
/// @param prepare shell commands that run in them first, with the gateway's command line in `"$@"`
record Namespaces(List<String> kinds, String prepare) {
    /// Those of the tests themselves.
    static final Namespaces OURS = new Namespaces(List.of(), "");

    Namespaces {
        kinds = List.copyOf(kinds);
    }

    /// The words in front of a command line that is to run in new ones.
    List<String> unshare() {
        if (kinds.isEmpty()) {
            return List.of();
        }
        var words = new ArrayList<String>(List.of("unshare"));
        String leave = "";
        if (!Checkout.isRoot()) {
            words.addAll(List.of("--user", "--map-current-user", "--keep-caps"));
            leave = "setpriv --inh-caps=-all --ambient-caps=-all ";
        }
        words.addAll(kinds);
        words.addAll(List.of("sh", "-ec", prepare + "\nexec " + leave + "\"$@\"", "sh"));
        return words;
    }

    /// The words in front of a command line that is to run in those of a process.
    List<String> enter(long process) {
        if (kinds.isEmpty()) {
            return List.of();
        }
        var words = new ArrayList<String>(List.of("nsenter", "--target", Long.toString(process)));
        if (!Checkout.isRoot()) {
            words.addAll(List.of("--user", "--preserve-credentials"));
        }
        words.addAll(kinds);
        return words;
    }
}
