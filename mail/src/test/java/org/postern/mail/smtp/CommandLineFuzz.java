package org.postern.mail.smtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.postern.mail.address.Domain;

/// Any octets, read as a command line. One line is one command; what was understood, said again by the client side,
/// is understood as the same.
class CommandLineFuzz {
    private static final Capabilities ALL =
            new Capabilities(
                    Map.of(
                            "SIZE", "",
                            "8BITMIME", "",
                            "DSN", "",
                            "SMTPUTF8", "",
                            "AUTH", "PLAIN",
                            "XFORWARD", Xforward.ATTRIBUTES));

    private final CommandParser parser = new CommandParser(new Domain.Name("example.org"));

    @FuzzTest(maxDuration = "10m")
    void whatWasUnderstoodIsUnderstoodAgain(byte[] octets) throws IOException {
        Line line = new WireInput(new ByteArrayInputStream(octets)).readLine(2048);
        if (!(line instanceof Line.Complete(String text))) {
            return;
        }
        Command command = parser.parse(text);
        switch (command) {
            case Command.Mail(var sender, var parameters) ->
                    same(command, ClientCommand.mail(sender, parameters, ALL));
            case Command.Rcpt(var recipient, var parameters, boolean _) -> {
                var plain = new Command.Rcpt(recipient, parameters, !recipient.isAscii());
                same(plain, ClientCommand.rcpt(recipient, parameters, ALL));
            }
            case Command.Greet(Hello hello) ->
                    same(
                            command,
                            hello.extended()
                                    ? ClientCommand.ehlo(hello.name())
                                    : ClientCommand.helo(hello.name()));
            case Command.Forward(Xforward told) -> forwarded(told);
            case Command.Data _,
                    Command.Bdat _,
                    Command.TellClient _,
                    Command.Rset _,
                    Command.Noop _,
                    Command.Quit _,
                    Command.Vrfy _,
                    Command.Expn _,
                    Command.Help _,
                    Command.StartTls _,
                    Command.Auth _,
                    Command.Malformed _,
                    Command.Foreign _ -> {}
        }
    }

    /// What was told in one command may take several to be told again. What is too long for any is not told.
    private void forwarded(Xforward told) {
        if (!Xforward.read(told.text()).equals(told)) {
            throw new AssertionError(told + " is written as " + told.text());
        }
        Xforward again = Xforward.NOTHING;
        for (ClientCommand each : told.to(ALL)) {
            if (each.encode().length > 512
                    || !(parser.parse(each.line()) instanceof Command.Forward(Xforward part))) {
                throw new AssertionError("not understood: " + each);
            }
            again = again.plus(part);
        }
        for (ClientCommand each : again.to(ALL)) {
            if (!told.to(ALL).contains(each)) {
                throw new AssertionError(told + " became " + again);
            }
        }
    }

    private void same(Command command, ClientCommand said) {
        String line = new String(said.encode(), StandardCharsets.ISO_8859_1);
        Command again = parser.parse(line.substring(0, line.length() - 2));
        if (!again.equals(command)) {
            throw new AssertionError(command + " became " + again);
        }
    }
}
