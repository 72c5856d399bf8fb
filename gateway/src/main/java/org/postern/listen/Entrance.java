package org.postern.listen;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postern.kernel.Proc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One place that is listened on. Its thread does nothing but accept and hand over; where the system has no descriptor left
/// it waits and tries again.
final class Entrance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final int BACKLOG = 4096;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Place where;
    private final ServerSocketChannel channel;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Entrance(Place where, ServerSocketChannel channel) {
        this.where = where;
        this.channel = channel;
    }

    static Entrance open(Place where, SocketFile file) throws ListenProblem {
        try {
            return switch (where) {
                case Place.Tcp(var listen) -> {
                    ServerSocketChannel channel = ServerSocketChannel.open();
                    yield bound(where, channel, listen.address());
                }
                case Place.Unix(Path path) -> {
                    checkFree(path);
                    yield bound(where, path, file);
                }
            };
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            throw new ListenProblem("cannot listen on " + where + ": " + why(where, e), e);
        }
    }

    private static Entrance bound(Place where, ServerSocketChannel channel, SocketAddress address)
            throws IOException {
        try {
            channel.bind(address, BACKLOG);
            return new Entrance(where, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static String why(Place where, Exception e) {
        String why = String.valueOf(e.getMessage());
        return e instanceof BindException
                        && why.contains("in use")
                        && where instanceof Place.Tcp(var listen)
                ? "the port is held by " + Proc.ofThisMachine().holderOf(listen.port())
                : why;
    }

    /// Binds a socket where nobody else may go, and puts it into its place once it has its rights: it never stands there
    /// with others. What a process left behind gives way.
    private static Entrance bound(Place where, Path path, SocketFile file) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        Path closed =
                Files.createTempDirectory(
                        parent,
                        ".",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        Path unready = closed.resolve("s");
        try {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            Entrance entrance = bound(where, channel, UnixDomainSocketAddress.of(unready));
            try {
                admit(unready, file);
                Files.move(unready, path, StandardCopyOption.ATOMIC_MOVE);
                return entrance;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } finally {
            Files.deleteIfExists(unready);
            Files.deleteIfExists(closed);
        }
    }

    /// One that somebody answers at, or may answer at, is not ours to take.
    private static void checkFree(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw new IOException("there is a file that is no socket");
        }
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException _) {
            // Refused: it was left behind.
            return;
        } catch (IOException e) {
            throw new IOException("there is a socket, and who has it cannot be asked: " + e, e);
        }
        throw new IOException("another process listens there");
    }

    private static void admit(Path path, SocketFile file) throws IOException {
        try {
            PosixFileAttributeView view =
                    Files.getFileAttributeView(path, PosixFileAttributeView.class);
            if (!file.group().isEmpty()) {
                view.setGroup(
                        path.getFileSystem()
                                .getUserPrincipalLookupService()
                                .lookupPrincipalByGroupName(file.group()));
            }
            view.setPermissions(file.mode().permissions());
        } catch (IOException e) {
            throw new IOException("its rights cannot be set: " + e, e);
        }
    }

    /// The address with the port that was found free; only where there is one.
    Optional<InetSocketAddress> address() {
        try {
            return channel.getLocalAddress() instanceof InetSocketAddress address
                    ? Optional.of(address)
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The socket of this machine, where it is one.
    Optional<Path> socket() {
        return where instanceof Place.Unix(Path path) ? Optional.of(path) : Optional.empty();
    }

    /// Begins to accept.
    void start(String name, Consumer<SocketChannel> taker) {
        Thread.ofPlatform().name(name + "-accept").daemon().start(() -> accept(taker));
    }

    private void accept(Consumer<SocketChannel> taker) {
        boolean works = true;
        while (channel.isOpen()) {
            try {
                SocketChannel server = channel.accept();
                works = true;
                taker.accept(server);
            } catch (IOException e) {
                if (works && channel.isOpen()) {
                    LOG.warn("{} cannot accept connections for now: {}", where, e.getMessage());
                }
                works = false;
                pause();
            } catch (RuntimeException | LinkageError e) {
                // Without descriptors even classes cannot be loaded. That must not end the
                // listener.
                LOG.error("bug in taking a connection on {}", where, e);
            }
        }
    }

    private void pause() {
        try {
            closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            close();
        }
    }

    @Override
    public String toString() {
        return where.toString();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            channel.close();
            if (where instanceof Place.Unix(Path path)) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("cannot close the listener on {}", where, e);
        }
    }
}
