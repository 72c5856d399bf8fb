package org.postern.kernel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `/proc` (proc(5)). What it does not allow us to see, such as the sockets of other users' processes, is left out.
public final class Proc {
    private static final String LISTEN = "0A";
    private static final String SOCKET = "socket:[";

    /// A flag of sockets of the machine that wait for connections.
    private static final long ACCEPTS = 0x1_0000;

    private final Path root;

    /// @param root `/proc`, or a likeness of it in tests
    public Proc(Path root) {
        this.root = root;
    }

    /// The real one.
    public static Proc ofThisMachine() {
        return new Proc(Path.of("/proc"));
    }

    /// All listening TCP sockets of the network namespace.
    public List<ListeningSocket> listening() throws IOException {
        var sockets = new ArrayList<ListeningSocket>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            Path file = root.resolve(table);
            if (Files.exists(file)) {
                Files.readAllLines(file).stream().skip(1).forEach(line -> add(line, sockets));
            }
        }
        return sockets;
    }

    /// Those of some processes and of all their descendants.
    public List<ListeningSocket> listeningOf(Set<Long> pids) throws IOException {
        var inodes = new HashSet<Long>();
        for (long process : family(pids)) {
            inodes.addAll(socketsOf(process));
        }
        return listening().stream().filter(it -> inodes.contains(it.inode())).toList();
    }

    /// Where some processes and all their descendants wait for connections on sockets of the machine: the names under which
    /// they were bound.
    public List<String> localListeningOf(Set<Long> pids) throws IOException {
        var inodes = new HashSet<Long>();
        for (long process : family(pids)) {
            inodes.addAll(socketsOf(process));
        }
        var names = new ArrayList<String>();
        Path table = root.resolve("net/unix");
        if (Files.exists(table)) {
            Files.readAllLines(table, StandardCharsets.ISO_8859_1).stream()
                    .skip(1)
                    .map(line -> line.strip().split(" +", 8))
                    .filter(it -> it.length == 8 && (Long.parseLong(it[3], 16) & ACCEPTS) != 0)
                    .filter(it -> inodes.contains(Long.parseLong(it[6])))
                    .forEach(it -> names.add(decoded(it[7])));
        }
        return names;
    }

    private static String decoded(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /// Who listens on a port, in words for an error: `process 4711 (nginx)`.
    public String holderOf(int port) {
        try {
            var inodes = new HashSet<Long>();
            listening().stream()
                    .filter(it -> it.port() == port)
                    .forEach(it -> inodes.add(it.inode()));
            for (long process : processes()) {
                if (socketsOf(process).stream().anyMatch(inodes::contains)) {
                    return "process " + process + nameOf(process);
                }
            }
            return inodes.isEmpty() ? "an unknown process" : "a process of another user";
        } catch (IOException _) {
            return "an unknown process";
        }
    }

    private String nameOf(long pid) {
        try {
            byte[] name = Files.readAllBytes(root.resolve(pid + "/comm"));
            return " (" + new String(name, StandardCharsets.UTF_8).strip() + ")";
        } catch (IOException _) {
            return "";
        }
    }

    private Set<Long> family(Set<Long> pids) throws IOException {
        var family = new HashSet<>(pids);
        List<Long> all = processes();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (long process : all) {
                if (!family.contains(process)
                        && parentOf(process).filter(family::contains).isPresent()) {
                    family.add(process);
                    grown = true;
                }
            }
        }
        return family;
    }

    private List<Long> processes() throws IOException {
        var processes = new ArrayList<Long>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "[0-9]*")) {
            entries.forEach(entry -> processes.add(Long.parseLong(entry.getFileName().toString())));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return processes;
    }

    /// The parent stands behind the command, which is in parentheses and may itself hold any octets, also such.
    private Optional<Long> parentOf(long pid) {
        try {
            String stat =
                    Files.readString(root.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(Long.parseLong(fields[1]));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private Set<Long> socketsOf(long pid) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(pid + "/fd"))) {
            return socketsIn(files);
        } catch (IOException _) {
            // Gone meanwhile, or another user's: as if it held nothing.
            return Set.of();
        }
    }

    /// What is closed between the reading of its name and the look at it is left out; all else counts, also where the
    /// process itself ends in the midst of it.
    static Set<Long> socketsIn(Iterable<Path> files) {
        var inodes = new HashSet<Long>();
        try {
            for (Path file : files) {
                socket(file).ifPresent(inodes::add);
            }
        } catch (DirectoryIteratorException _) {
            return inodes;
        }
        return inodes;
    }

    private static Optional<Long> socket(Path file) {
        try {
            String target = Files.readSymbolicLink(file).toString();
            return target.startsWith(SOCKET)
                    ? Optional.of(Long.parseLong(target, SOCKET.length(), target.length() - 1, 10))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static void add(String line, List<ListeningSocket> sockets) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9 && fields[3].equals(LISTEN)) {
            int colon = fields[1].indexOf(':');
            int port = Integer.parseInt(fields[1], colon + 1, fields[1].length(), 16);
            InetAddress address = address(fields[1].substring(0, colon));
            sockets.add(new ListeningSocket(address, port, Long.parseLong(fields[9])));
        }
    }

    /// The tables print addresses as words of four octets in the machine's order.
    private static InetAddress address(String words) {
        byte[] printed = HexFormat.of().parseHex(words);
        var octets = new byte[printed.length];
        for (int i = 0; i < printed.length; i++) {
            octets[i] = printed[(i & ~3) + 3 - (i & 3)];
        }
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + words, e);
        }
    }
}
