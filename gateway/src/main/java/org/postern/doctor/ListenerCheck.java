package org.postern.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.postern.kernel.ListeningSocket;
import org.postern.kernel.Proc;

/// Whether exactly the declared listeners listen, by the kernel's own list (promise 8), and whether only the edge can be
/// reached from outside.
///
/// @param declared what settings say
/// @param pids the gateway's process, and a database that outlived an earlier one; their children count too
public record ListenerCheck(List<Declared> declared, Proc proc, Set<Long> pids) implements Check {
    private static final String NAME = "listeners";

    /// A listener of the settings, with the port it really got.
    ///
    /// @param open whether it is meant to be reached from other machines
    public record Declared(String name, InetSocketAddress address, boolean open) {}

    public ListenerCheck {
        declared = List.copyOf(declared);
        pids = Set.copyOf(pids);
    }

    @Override
    public List<Diagnosis> examine() {
        List<ListeningSocket> actual;
        try {
            actual = proc.listeningOf(pids);
        } catch (IOException e) {
            return List.of(
                    Diagnosis.warning(
                            NAME,
                            "the kernel's list cannot be read: " + e.getMessage(),
                            "mount /proc"));
        }
        var found = new ArrayList<Diagnosis>();
        for (ListeningSocket socket : actual) {
            found.add(judge(socket));
        }
        for (Declared one : declared) {
            if (actual.stream().noneMatch(socket -> is(socket, one))) {
                found.add(
                        Diagnosis.problem(
                                NAME,
                                one.name()
                                        + " is declared but does not listen on port "
                                        + port(one),
                                "restart the gateway and read its log"));
            }
        }
        return found;
    }

    private Diagnosis judge(ListeningSocket socket) {
        for (Declared one : declared) {
            if (is(socket, one)) {
                return socket.isLoopback() || one.open()
                        ? Diagnosis.good(NAME, one.name() + " listens on " + socket)
                        : Diagnosis.problem(
                                NAME,
                                one.name() + " can be reached from other machines on " + socket,
                                "bind it to 127.0.0.1");
            }
        }
        return Diagnosis.problem(
                NAME,
                "something undeclared listens on " + socket,
                "find out what it is: stop the gateway and see whether it goes away");
    }

    private static boolean is(ListeningSocket socket, Declared declared) {
        return socket.port() == port(declared)
                && (socket.address().equals(declared.address().getAddress())
                        || socket.address().isAnyLocalAddress()
                                && declared.address().getAddress().isAnyLocalAddress());
    }

    private static int port(Declared declared) {
        return declared.address().getPort();
    }
}
