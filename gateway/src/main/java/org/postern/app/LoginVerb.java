package org.postern.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `postern site login …`: what we show to servers of others.
@Command(
        name = "login",
        description = {
            "Logins that this site shows to servers of others, such as smarthosts.",
            "(Who logs in here: postern login.)",
            "Their secrets are encrypted with the master key before they are stored."
        },
        subcommands = {LoginVerb.Add.class, LoginVerb.ListLogins.class, LoginVerb.Remove.class})
final class LoginVerb extends VerbGroup {
    private static final int LONGEST = 4096;

    /// Adds a login or gives it another secret.
    @Command(
            name = "add",
            description = {
                "Add a login, or give it another user or secret.",
                "The secret is the first line of standard input, or of --secret-file."
            })
    static final class Add extends SiteVerb.Changing {
        @Parameters(paramLabel = "NAME", description = "What routes call it, such as relay-1.")
        private String name;

        @Option(
                names = "--user",
                required = true,
                paramLabel = "USER",
                description = "The user name that the server knows.")
        private String user;

        @Option(
                names = "--secret-file",
                paramLabel = "FILE",
                description = "A file with the secret. Default: standard input.")
        private Path file;

        @Override
        public Integer call() throws IOException {
            return change("site.login.add", Map.of("name", name, "user", user, "secret", secret()));
        }

        private String secret() throws IOException {
            try (BufferedReader in = open(Optional.ofNullable(file))) {
                String line = in.readLine();
                if (line == null || line.isEmpty() || line.length() > LONGEST) {
                    throw Complaint.usage("the first line is no secret");
                }
                return line;
            }
        }

        private static BufferedReader open(Optional<Path> file) throws IOException {
            return file.isPresent()
                    ? Files.newBufferedReader(file.get())
                    : new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        }
    }

    /// Removes a login.
    @Command(name = "remove", description = "Remove a login that nothing uses any more.")
    static final class Remove extends SiteVerb.Changing {
        @Parameters(paramLabel = "NAME", description = "Its name.")
        private String name;

        @Override
        public Integer call() {
            return change("site.login.remove", Map.of("name", name));
        }
    }

    /// Shows the logins, never their secrets.
    @Command(name = "list", description = "List the logins, without their secrets.")
    static final class ListLogins extends SiteVerb.Listing {
        @Override
        public Integer call() {
            return list("site.login.list", Map.of());
        }

        @Override
        String line(JsonNode login) {
            return login.path("name").asString() + " (user " + login.path("user").asString() + ")";
        }
    }
}
