package org.postern.app.tools;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.app.Complaint;
import org.postern.app.Exit;
import org.postern.app.Home;
import org.postern.app.Progress;
import org.postern.app.ServerAddress;
import org.postern.app.Verb;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.ClientCommand;
import org.postern.mail.smtp.IllegalContent;
import org.postern.mail.smtp.Reply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `postern send`: one message to a server, with its reply.
@Command(
        name = "send",
        description = "Send one message to a server and print its reply and the id it gave.")
public final class SendVerb extends Verb {
    static final InetSocketAddress DEFAULT_SERVER =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 2525);

    /// The id of a message as Postern writes it into its replies.
    private static final Pattern ID = Pattern.compile("\\b[0-7][0-9a-hjkmnp-tv-z]{25}\\b");

    private static final int MOST_OCTETS = 1 << 30;

    @Parameters(
            arity = "0..1",
            paramLabel = "MESSAGE.eml",
            description =
                    "A message to send as it is; - reads it from standard input. Lines may end in LF or CRLF.")
    private Optional<String> message;

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            defaultValue = "sender@example.org",
            description = "Sender, or <>. Default: ${DEFAULT-VALUE}.")
    private ReversePath from;

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            split = ",",
            defaultValue = "recipient@postern.example",
            description = "Recipient; more with commas or another --to. Default: ${DEFAULT-VALUE}.")
    private List<Address> to;

    @Option(
            names = "--subject",
            paramLabel = "TEXT",
            defaultValue = "A first message",
            description = "Subject. Default: ${DEFAULT-VALUE}.")
    private String subject;

    @Option(
            names = "--body",
            paramLabel = "TEXT",
            defaultValue = "Hello.",
            description = "Text of the message. Default: ${DEFAULT-VALUE}.")
    private String body;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "Where to. Default: the running gateway, else 127.0.0.1:2525.")
    private Optional<InetSocketAddress> server;

    @Option(
            names = "--hello",
            paramLabel = "NAME",
            defaultValue = "client.example.org",
            description = "What the client calls itself. Default: ${DEFAULT-VALUE}.")
    private String hello;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print the whole dialogue.")
    private boolean verbose;

    @Option(
            names = "--json",
            description = "Print one JSON object: the reply, the id, and who was refused.")
    private boolean json;

    @Override
    public Integer call() {
        InetSocketAddress where = server.or(Home::edge).orElse(DEFAULT_SERVER);
        var courier =
                new Courier(
                        where,
                        hello,
                        Duration.ofSeconds(150),
                        verbose ? new Spoken() : Dialogue.Listener.NOBODY);
        try (var _ = Progress.of(() -> "waiting for " + ServerAddress.print(where))) {
            return tell(courier.hand(from, to, octets()));
        } catch (IllegalContent | IllegalArgumentException e) {
            throw Complaint.usage("cannot be sent: " + e.getMessage());
        } catch (IOException e) {
            throw Complaint.unreachable(ServerAddress.print(where) + ": " + e.getMessage());
        }
    }

    private int tell(Courier.Receipt receipt) {
        Reply last = receipt.last();
        Matcher found = ID.matcher(last.toString());
        String id = last.isPositive() && found.find() ? found.group() : "";
        if (json) {
            out().println(json(receipt, id));
        } else {
            receipt.refused().forEach(out()::println);
            out().println(last);
            if (!id.isEmpty()) {
                out().println("id " + id);
            }
        }
        return last.isPositive() && receipt.refused().isEmpty() ? Exit.OK : Exit.NO;
    }

    private static String json(Courier.Receipt receipt, String id) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("accepted", receipt.last().isPositive());
        fields.put("reply", receipt.last().toString());
        fields.put("id", id);
        fields.put("refused", receipt.refused());
        return JsonMapper.shared().writeValueAsString(fields);
    }

    private byte[] octets() {
        if (message.isEmpty()) {
            String author =
                    from instanceof ReversePath.Mailbox sender
                            ? sender.toString()
                            : "postmaster@example.org";
            String id = UUID.randomUUID() + "@send.postern.example";
            return new Draft(
                            author,
                            to,
                            subject,
                            body,
                            ZonedDateTime.now(ZoneId.systemDefault()),
                            id)
                    .octets();
        }
        String name = message.get();
        try (InputStream in = name.equals("-") ? System.in : Files.newInputStream(Path.of(name))) {
            return LineEnds.crlf(in.readNBytes(MOST_OCTETS));
        } catch (NoSuchFileException _) {
            throw Complaint.usage(name + ": no such file");
        } catch (AccessDeniedException _) {
            String user = System.getProperty("user.name");
            throw Complaint.usage(
                    name + ": user " + user + " may not read it; try: send - < " + name);
        } catch (IOException e) {
            throw Complaint.usage(name + ": " + e.getMessage());
        }
    }

    /// Prints the dialogue as it goes.
    private final class Spoken implements Dialogue.Listener {
        @Override
        public void sent(List<ClientCommand> commands) {
            commands.forEach(command -> out().println("C " + command.line()));
        }

        @Override
        public void sentContent(long octets) {
            out().println("C (" + octets + " octets)");
        }

        @Override
        public void heard(Reply reply) {
            reply.toString().lines().forEach(line -> out().println("S " + line));
        }
    }
}
