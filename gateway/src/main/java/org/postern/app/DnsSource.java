package org.postern.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.postern.dns.Dns;
import org.postern.dns.DnsSettings;
import org.postern.mail.dns.CapturedAnswers;
import org.postern.mail.dns.Zone;
import org.postern.mail.dns.ZoneReader;
import org.postern.settings.SettingsProblem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Options of verbs that ask the DNS: whom, and where the answers are kept.
final class DnsSource {
    /// RFC 7208 §4.6.4 asks for at least that for one check.
    private static final Duration TIME = Duration.ofSeconds(20);

    private static final int MOST_QUESTIONS = 300;

    /// A file larger than that is none that somebody made for trying out.
    private static final long MOST_OCTETS = 64L << 20;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--zone",
            paramLabel = "FILE",
            description =
                    "Take the answers from this zone file and ask nobody. `NAME FAIL timeout` in it"
                            + " is a name for which nobody answers.")
    private Optional<Path> zone;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Write all answers there, as a zone file for --zone.")
    private Optional<Path> save;

    /// Somebody to ask who remembers the answers.
    CapturedAnswers open() {
        return new CapturedAnswers(
                zone.isPresent()
                        ? read(zone.get())
                        : new Dns(settings()).within(TIME, MOST_QUESTIONS));
    }

    /// Writes down what was answered, if that was asked for.
    void keep(CapturedAnswers answers) {
        if (save.isPresent()) {
            try {
                Files.writeString(
                        save.get(), answers.replay().toString(), StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw Complaint.usage("--save " + save.get() + ": cannot be written: " + e);
            }
        }
    }

    private Zone read(Path file) {
        ZoneReader.Reading reading;
        try {
            if (Files.size(file) > MOST_OCTETS) {
                throw Complaint.usage("--zone " + file + ": larger than 64 MiB");
            }
            // Text records are octets.
            reading = ZoneReader.read(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw Complaint.usage("--zone " + file + ": cannot be read: " + e);
        }
        for (ZoneReader.Problem problem : reading.problems()) {
            spec.commandLine()
                    .getErr()
                    .println(file + ":" + problem.line() + ": left out: " + problem.why());
        }
        int untold = reading.leftOut() - reading.problems().size();
        if (untold > 0) {
            spec.commandLine().getErr().println(file + ": " + untold + " more left out");
        }
        return reading.zone();
    }

    private static DnsSettings settings() {
        try {
            return NodeSettings.read(Home.data(), Map.of()).dns();
        } catch (SettingsProblem e) {
            throw Complaint.usage(String.join("\n  ", e.problems()));
        }
    }
}
