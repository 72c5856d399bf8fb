package org.postern.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.postern.kernel.Proc;

/// Whether exactly the declared sockets of the machine listen, by the kernel's own list (promise 8), and whether each is
/// where servers look for it.
///
/// @param declared where each of them stands
/// @param pids the gateway's process; its children count too
public record SocketCheck(List<Path> declared, Proc proc, Set<Long> pids) implements Check {
    private static final String NAME = "sockets";

    /// By which a program of the JDK speaks to a Java that runs, once somebody asked it to.
    private static final String OF_THE_JDK = ".java_pid";

    public SocketCheck {
        declared = declared.stream().map(it -> it.toAbsolutePath().normalize()).toList();
        pids = Set.copyOf(pids);
    }

    @Override
    public List<Diagnosis> examine() {
        List<String> actual;
        try {
            actual = proc.localListeningOf(pids);
        } catch (IOException e) {
            return List.of(
                    Diagnosis.warning(
                            NAME,
                            "the kernel's list cannot be read: " + e.getMessage(),
                            "mount /proc"));
        }
        var found = new ArrayList<Diagnosis>();
        for (Path one : declared) {
            boolean listens = actual.stream().anyMatch(it -> isOf(it, one));
            found.add(
                    listens && Files.exists(one)
                            ? Diagnosis.good(NAME, one + " listens")
                            : Diagnosis.problem(
                                    NAME,
                                    one
                                            + (listens
                                                    ? " was taken away while something listens there"
                                                    : " is declared but nothing of ours listens there"),
                                    "restart the gateway and read its log"));
        }
        for (String one : actual) {
            if (!one.contains(OF_THE_JDK) && declared.stream().noneMatch(it -> isOf(one, it))) {
                found.add(
                        Diagnosis.problem(
                                NAME,
                                "something undeclared listens on " + one,
                                "find out what it is: stop the gateway and see whether it goes"
                                        + " away"));
            }
        }
        return found;
    }

    /// The kernel keeps the name under which a socket was bound. That may be in a hidden folder beside its place, where
    /// nobody may go until it has its rights.
    private static boolean isOf(String bound, Path declared) {
        return bound.equals(declared.toString())
                || bound.startsWith(declared.resolveSibling(".").toString())
                        && bound.endsWith("/s");
    }
}
