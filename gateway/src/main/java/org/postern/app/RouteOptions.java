package org.postern.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// The options that say where mail goes; together they are one line of text.
final class RouteOptions {
    @Option(
            names = "--next-hop",
            required = true,
            paramLabel = "HOST:PORT",
            description = {
                "A mail server that takes the mail; several may be named.",
                "HOST:PORT/PRIORITY/WEIGHT: the lowest priority first (standard 10), by chance"
                        + " according to weight among equals (standard 1).",
                "mx: the MX records of the domain; mx:NAME: those of another one."
            })
    private List<String> nextHops = List.of();

    @Option(
            names = "--transport",
            paramLabel = "PROTOCOL",
            description = "What they speak: smtp or lmtp. Default: smtp.")
    private String transport = "";

    @Option(
            names = "--tls",
            paramLabel = "USE",
            description = "none, may, require or verify. Default: the node's deliver.tls.")
    private String tls = "";

    @Option(
            names = "--login",
            paramLabel = "NAME",
            description = "A login to show there, as named by: postern site login add.")
    private String login = "";

    /// As the site settings have it.
    String text() {
        var words = new ArrayList<>(nextHops);
        add(words, "transport", transport);
        add(words, "tls", tls);
        add(words, "login", login);
        return String.join(" ", words);
    }

    private static void add(List<String> words, String option, String value) {
        if (!value.isEmpty()) {
            words.add(option + "=" + value);
        }
    }
}
