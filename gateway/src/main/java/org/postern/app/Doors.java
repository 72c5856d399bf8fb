package org.postern.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postern.blocklist.service.BlocklistServer;
import org.postern.doctor.ListenerCheck.Declared;
import org.postern.milter.MilterServer;
import org.postern.receive.EdgeServer;

/// Every listener of a running gateway with the port that it really got, to be compared with the kernel's list (promise 8)
/// and told to whoever started it. Thread-safe.
final class Doors {
    private static final String EDGE = "edge";
    private static final String SUBMISSION = "submission";
    private static final String SUBMISSION_OVER_TLS = "submission over TLS";
    private static final String FILTER = "filter";
    private static final String MILTER = "milter";
    private static final String BLOCKLIST = "blocklist";

    private final List<Declared> declared = new CopyOnWriteArrayList<>();
    private volatile List<Path> milterSockets = List.of();
    private volatile List<Path> blocklistSockets = List.of();

    /// What clients of the internet and our people reach from other machines; a filter only where it was told to.
    void declare(EdgeServer server) {
        server.addresses().forEach(at -> declare(EDGE, at, true));
        server.submission().forEach(at -> declare(SUBMISSION, at, true));
        server.submissionOverTls().forEach(at -> declare(SUBMISSION_OVER_TLS, at, true));
        server.filter().forEach(at -> declare(FILTER, at, !at.getAddress().isLoopbackAddress()));
    }

    void declare(MilterServer server) {
        milterSockets = server.sockets();
        server.addresses().forEach(at -> declare(MILTER, at, !at.getAddress().isLoopbackAddress()));
    }

    void declare(BlocklistServer server) {
        blocklistSockets = server.sockets();
        server.addresses()
                .forEach(at -> declare(BLOCKLIST, at, !at.getAddress().isLoopbackAddress()));
    }

    /// The embedded database.
    void declareDatabase(int port) {
        declare("database", new InetSocketAddress(InetAddress.getLoopbackAddress(), port), false);
    }

    void declare(Declared one) {
        declared.add(one);
    }

    /// It does not listen any more.
    void withdraw(Declared one) {
        declared.remove(one);
    }

    private void declare(String name, InetSocketAddress at, boolean open) {
        declare(new Declared(name, at, open));
    }

    List<Declared> all() {
        return List.copyOf(declared);
    }

    /// Where the edge can be reached, with the ports that were found free.
    List<InetSocketAddress> edge() {
        return named(EDGE);
    }

    /// Where people who log in hand in mail.
    List<InetSocketAddress> submission() {
        var both = new ArrayList<>(named(SUBMISSION));
        both.addAll(named(SUBMISSION_OVER_TLS));
        return List.copyOf(both);
    }

    /// Where mail servers beside us have mail looked at.
    List<InetSocketAddress> filter() {
        return named(FILTER);
    }

    /// Where mail servers beside us ask by milter.
    List<InetSocketAddress> milter() {
        return named(MILTER);
    }

    /// The same, for those that are sockets of this machine.
    List<Path> milterSockets() {
        return milterSockets;
    }

    /// Where mail servers beside us ask about clients.
    List<InetSocketAddress> blocklist() {
        return named(BLOCKLIST);
    }

    /// The same, for those that are sockets of this machine.
    List<Path> blocklistSockets() {
        return blocklistSockets;
    }

    private List<InetSocketAddress> named(String name) {
        return declared.stream()
                .filter(it -> it.name().equals(name))
                .map(Declared::address)
                .toList();
    }
}
