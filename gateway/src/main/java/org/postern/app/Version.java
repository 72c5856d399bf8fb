package org.postern.app;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `postern version`: which release and build this is.
@Command(name = "version", description = "Print the version, the build and the Java it runs on.")
final class Version extends Verb {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Map<String, String> facts = facts();
        if (json) {
            out().println(JsonMapper.shared().writeValueAsString(facts));
            return Exit.OK;
        }
        facts.forEach((name, value) -> out().printf("%-8s %s%n", name, value));
        return Exit.OK;
    }

    private static Map<String, String> facts() {
        var facts = new LinkedHashMap<String, String>();
        facts.put("postern", number());
        facts.put("build", System.getProperty("postern.build", "unknown"));
        facts.put(
                "java",
                System.getProperty("java.vm.version") + " " + System.getProperty("java.vendor"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return facts;
    }

    /// The version of this program, as Maven wrote it into the jar.
    static String number() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    /// When this program was built, as far as the release says it; reproducible builds have one time for all files.
    static Instant built() {
        return Instant.parse("2026-11-21T00:00:00Z");
    }
}
