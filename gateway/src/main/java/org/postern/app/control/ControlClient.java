package org.postern.app.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.postern.app.Complaint;
import org.postern.app.Exit;
import org.postern.app.Progress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks the running gateway, and tells who waits for a slow answer what for. For one thread at a time.
public final class ControlClient {
    private final Path socket;
    private final JsonMapper json;
    private final Supplier<Progress> progress;

    /// @param run the folder `run` of the data directory
    public ControlClient(Path run, JsonMapper json) {
        this(run, json, () -> Progress.since("waiting for the gateway"));
    }

    ControlClient(Path run, JsonMapper json, Supplier<Progress> progress) {
        this.socket = run.resolve("control.sock");
        this.json = json;
        this.progress = progress;
    }

    /// Asks, and hands each line of the answer on as it comes.
    ///
    /// @throws Complaint the gateway does not run, or refused
    public void ask(String verb, Object args, Consumer<JsonNode> answers) {
        try (var waiting = progress.get();
                var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String request =
                    json.writeValueAsString(new Request(verb, json.valueToTree(args))) + "\n";
            ByteBuffer octets = StandardCharsets.UTF_8.encode(request);
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            read(
                    channel,
                    answer -> {
                        waiting.end();
                        answers.accept(answer);
                    });
        } catch (AccessDeniedException e) {
            throw new Complaint(
                    Exit.UNREACHABLE,
                    "no right to open " + socket + "; ask as the gateway's user or as root");
        } catch (IOException e) {
            throw new Complaint(
                    Exit.UNREACHABLE,
                    "no gateway answers at "
                            + socket
                            + " ("
                            + e.getMessage()
                            + "); start it with: postern run");
        }
    }

    private void read(SocketChannel channel, Consumer<JsonNode> answers) throws IOException {
        var in =
                new BufferedReader(
                        new InputStreamReader(
                                Channels.newInputStream(channel), StandardCharsets.UTF_8));
        JsonNode before = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (before != null) {
                answers.accept(before);
            }
            before = json.readTree(line);
        }
        if (before == null) {
            throw new IOException("the gateway closed the connection");
        }
        var closing = json.treeToValue(before, ControlServer.Closing.class);
        if (!closing.ok()) {
            throw new Complaint(closing.exit(), closing.error());
        }
    }
}
