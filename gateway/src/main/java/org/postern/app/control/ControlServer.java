package org.postern.app.control;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Answers the command line over a socket file of mode 0600 in a folder of mode 0700: whoever can open it is the
/// gateway's own user, or root. One request for each connection.
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int MAX_REQUEST = 1 << 20;
    private static final int MAX_AT_ONCE = 16;

    /// Longest wait for a request.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Between tries to accept where that fails.
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Path socket;
    private final ServerSocketChannel listener;
    private final Map<String, Handler> handlers;
    private final JsonMapper json;
    private final Semaphore atOnce = new Semaphore(MAX_AT_ONCE);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Duration patience;

    /// Where connections come from.
    @FunctionalInterface
    interface Door {
        SocketChannel accept() throws IOException;
    }

    private ControlServer(
            Path socket,
            ServerSocketChannel listener,
            Map<String, Handler> handlers,
            JsonMapper json,
            Duration patience) {
        this.socket = socket;
        this.listener = listener;
        this.handlers = Map.copyOf(handlers);
        this.json = json;
        this.patience = patience;
    }

    /// Where it stands in its folder.
    public static Path socket(Path run) {
        return run.resolve("control.sock");
    }

    /// Opens the socket and begins to answer. A socket file that is left over is replaced: the caller holds the lock on
    /// the data directory, so no other gateway uses it.
    ///
    /// @param run folder of mode 0700
    public static ControlServer open(Path run, Map<String, Handler> handlers, JsonMapper json)
            throws IOException {
        return open(run, handlers, json, PATIENCE, it -> it::accept);
    }

    static ControlServer open(
            Path run,
            Map<String, Handler> handlers,
            JsonMapper json,
            Duration patience,
            Function<ServerSocketChannel, Door> door)
            throws IOException {
        Path socket = socket(run);
        Files.deleteIfExists(socket);
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        var server = new ControlServer(socket, listener, handlers, json, patience);
        Door opened = door.apply(listener);
        Thread.ofVirtual().name("control").start(() -> server.accept(opened));
        return server;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.warn("cannot remove {}", socket, e);
        }
    }

    /// Ends with the server only: without descriptors nothing can be accepted, and not even classes can be loaded, but
    /// that passes.
    private void accept(Door door) {
        boolean works = true;
        while (closed.getCount() > 0) {
            try {
                SocketChannel channel = door.accept();
                works = true;
                begin(channel);
            } catch (ClosedChannelException _) {
                LOG.debug("control socket closed");
                return;
            } catch (IOException | RuntimeException | LinkageError e) {
                if (works) {
                    LOG.warn("the command line is not answered for now: {}", e.toString());
                }
                works = false;
                rest();
            }
        }
    }

    private void begin(SocketChannel channel) throws IOException {
        if (atOnce.tryAcquire()) {
            Thread.ofVirtual().name("control-request").start(() -> serve(channel));
        } else {
            channel.close();
        }
    }

    private void rest() {
        try {
            closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            close();
        }
    }

    /// Closes a connection on which no request comes, so that it does not keep its place.
    private void expectRequest(SocketChannel channel, CountDownLatch heard) {
        try {
            if (!heard.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                channel.close();
            }
        } catch (IOException | InterruptedException e) {
            LOG.debug("a silent connection of the command line stays", e);
        }
    }

    private void serve(SocketChannel channel) {
        var heard = new CountDownLatch(1);
        Thread.ofVirtual().name("control-wait").start(() -> expectRequest(channel, heard));
        try (channel;
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        Channels.newInputStream(channel), StandardCharsets.UTF_8));
                var out =
                        new BufferedWriter(
                                new OutputStreamWriter(
                                        Channels.newOutputStream(channel),
                                        StandardCharsets.UTF_8))) {
            out.write(json.writeValueAsString(answer(in, out, heard)));
            out.newLine();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("command line went away", e);
        } finally {
            heard.countDown();
            atOnce.release();
        }
    }

    /// Writes the answers and returns the last line.
    private Closing answer(BufferedReader in, BufferedWriter out, CountDownLatch heard)
            throws IOException {
        try {
            String line = line(in);
            heard.countDown();
            Request request = Request.read(line, json);
            Handler handler = handlers.get(request.verb());
            if (handler == null) {
                return new Closing(false, "the running gateway does not know " + request.verb(), 2);
            }
            handler.answer(request.args(), answer -> write(out, answer));
            return new Closing(true, "", 0);
        } catch (Refusal refusal) {
            return new Closing(false, String.valueOf(refusal.getMessage()), refusal.exit());
        } catch (JacksonException e) {
            return new Closing(false, "not a request: " + e.getOriginalMessage(), 2);
        } catch (IOException | UncheckedIOException e) {
            throw e;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Closing(false, "the gateway is stopping", 3);
        } catch (Exception e) {
            LOG.error("request of the command line failed", e);
            String what = e.getClass().getSimpleName() + ": " + e.getMessage();
            return new Closing(false, "the gateway failed to answer (" + what + ")", 1);
        }
    }

    private void write(BufferedWriter out, Object answer) {
        try {
            out.write(json.writeValueAsString(answer));
            out.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(BufferedReader in) throws IOException {
        var line = new StringBuilder();
        int c;
        while ((c = in.read()) >= 0 && c != '\n') {
            if (line.length() == MAX_REQUEST) {
                throw new IOException("request too long");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    /// The last line of an answer.
    record Closing(boolean ok, String error, int exit) {}
}
