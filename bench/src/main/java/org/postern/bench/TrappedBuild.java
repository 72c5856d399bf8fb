package org.postern.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.postern.bench.trap.Trap;
import org.postern.bench.trap.Weaver;

/// A copy of the last build with traps in it, laid out as an installed Postern is. The launcher makes an AOT cache of its
/// own for it at its first start, so it starts as quickly as any other. It stays for later runs, until the build or the
/// traps change.
final class TrappedBuild {
    private static final Duration TO_BUILD = Duration.ofMinutes(10);

    /// The launcher sorts the class path.
    private static final String FIRST_JAR = "0-traps.jar";

    private TrappedBuild() {}

    /// The home of a trapped copy.
    ///
    /// @param home of a checkout
    static Path of(Path home) throws IOException, InterruptedException {
        Path launcher = home.resolve("postern");
        Programs.run(TO_BUILD, List.of(launcher.toString(), "version"));
        String build = Files.readString(home.resolve(".cache/built")).strip();
        Path plain = home.resolve(".cache/dist").resolve(build);
        byte[] traps = traps(plain);
        Path all = Files.createDirectories(home.resolve("bench/target/trapped"));
        String name = build + "-" + HexFormat.of().formatHex(sha256(traps), 0, 6);
        Path trapped = all.resolve(name);
        if (!Files.exists(trapped)) {
            Path draft = Files.createTempDirectory(all, "draft-");
            Path lib = Files.createDirectory(draft.resolve("lib"));
            for (Path jar : jars(plain)) {
                copy(jar, lib);
            }
            Files.write(lib.resolve(FIRST_JAR), traps);
            Files.writeString(draft.resolve("build"), name + "\n");
            copy(launcher, draft);
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(draft, trapped);
            removeOld(all);
        }
        return trapped;
    }

    private static void copy(Path file, Path directory) throws IOException {
        Path to = directory.resolve(file.getFileName());
        Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
    }

    /// Another run may still use the one before.
    private static void removeOld(Path all) throws IOException {
        try (Stream<Path> copies = Files.list(all)) {
            for (Path old :
                    copies.sorted(Comparator.comparing(TrappedBuild::age)).skip(2).toList()) {
                Stage.remove(old);
            }
        }
    }

    private static Duration age(Path directory) {
        try {
            Instant made = Files.getLastModifiedTime(directory).toInstant();
            return Duration.between(made, Instant.now());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> jars(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(it -> it.toString().endsWith(".jar")).sorted().toList();
        }
    }

    /// A jar with the classes that are woven, and with those of the traps. The same classes make the same octets.
    private static byte[] traps(Path plain) throws IOException {
        var urls = new ArrayList<URL>();
        for (Path jar : jars(plain)) {
            urls.add(jar.toUri().toURL());
        }
        var octets = new ByteArrayOutputStream();
        try (var gateway =
                        new URLClassLoader(
                                urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
                var out = new JarOutputStream(octets)) {
            for (Map.Entry<String, byte[]> woven : Weaver.weave(gateway).entrySet()) {
                put(out, woven.getKey(), woven.getValue());
            }
            putTraps(out);
        }
        return octets.toByteArray();
    }

    private static void put(JarOutputStream out, String path, byte[] octets) throws IOException {
        var entry = new JarEntry(path);
        entry.setTime(0);
        out.putNextEntry(entry);
        out.write(octets);
    }

    private static void putTraps(JarOutputStream out) throws IOException {
        String prefix = Trap.class.getPackageName().replace('.', '/') + "/";
        URL classes = Trap.class.getProtectionDomain().getCodeSource().getLocation();
        try (Stream<Path> files = Files.list(Path.of(classes.getPath()).resolve(prefix))) {
            for (Path file : files.sorted().toList()) {
                put(out, prefix + file.getFileName(), Files.readAllBytes(file));
            }
        }
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
