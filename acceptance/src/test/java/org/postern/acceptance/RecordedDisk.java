package org.postern.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A disk that remembers every write and every force, so that it can be made again as a power cut would have left it: with
/// all that had been forced, and of the rest some, parts of some, or nothing.
///
/// It is one file of a file system of ours (the kernel's FUSE protocol, `linux/fuse.h`), on which a loop device lies with
/// ext4 on it. Only root may make one.
final class RecordedDisk implements AutoCloseable {
    private static final int LARGEST_WRITE = 128 << 10;
    private static final int IN_HEADER = 40;
    private static final int OUT_HEADER = 16;
    private static final int WRITE_HEADER = 40;
    private static final int SECTOR = 512;
    private static final int NOT_SUPPORTED = 38;
    private static final int S_IFREG_0600 = 0100600;

    private final long size;
    private final Path file;
    private final FileChannel kernel;
    private final FileChannel now;
    private final FileChannel log;
    private final List<Entry> entries = new ArrayList<>();
    private long logged;

    /// @param length 0 for a force
    private record Entry(long at, int length, long logged) {
        boolean isForce() {
            return length == 0;
        }
    }

    private RecordedDisk(
            long size, Path file, FileChannel kernel, FileChannel now, FileChannel log) {
        this.size = size;
        this.file = file;
        this.kernel = kernel;
        this.now = now;
        this.log = log;
    }

    /// @param folder for what is recorded
    static RecordedDisk open(Path folder, long size) throws IOException {
        Path file = Files.createFile(folder.resolve("disk"));
        FileChannel kernel =
                FileChannel.open(
                        Path.of("/dev/fuse"), StandardOpenOption.READ, StandardOpenOption.WRITE);
        var disk =
                new RecordedDisk(
                        size,
                        file,
                        kernel,
                        create(folder.resolve("now")),
                        create(folder.resolve("log")));
        mount(file, descriptor());
        Thread.ofPlatform().daemon().name("disk").start(disk::serve);
        return disk;
    }

    private static FileChannel create(Path path) throws IOException {
        return FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    private static int descriptor() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path one : open.toList()) {
                if (Files.isSymbolicLink(one)
                        && Files.readSymbolicLink(one).equals(Path.of("/dev/fuse"))) {
                    return Integer.parseInt(one.getFileName().toString());
                }
            }
        }
        throw new IOException("no descriptor for /dev/fuse");
    }

    @SuppressWarnings("restricted")
    private static void mount(Path file, int descriptor) throws IOException {
        var mount =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("mount"),
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.ADDRESS));
        String options = "fd=" + descriptor + ",rootmode=100000,user_id=0,group_id=0";
        try (var arena = Arena.ofConfined()) {
            int failed =
                    (int)
                            mount.invokeExact(
                                    arena.allocateFrom("postern"),
                                    arena.allocateFrom(file.toString()),
                                    arena.allocateFrom("fuse"),
                                    0L,
                                    arena.allocateFrom(options));
            if (failed != 0) {
                throw new IOException("cannot mount on " + file + "; this needs root");
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// The file that is the disk.
    Path file() {
        return file;
    }

    /// How much has happened so far.
    synchronized int position() {
        return entries.size();
    }

    /// Moments between two positions at which most was unforced, the one with the most first.
    synchronized List<Integer> mostUnforced(int from, int to, int count) {
        var lengths = new TreeMap<Integer, Integer>();
        int length = 0;
        for (int i = from; i < to; i++) {
            length = entries.get(i).isForce() ? 0 : length + 1;
            if (length > 0 && (i + 1 == to || entries.get(i + 1).isForce())) {
                lengths.put(i + 1, length);
            }
        }
        return lengths.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Writes the disk as it may have been after a power cut.
    ///
    /// @param position when the power was cut
    /// @return how many writes had not been forced, and how many of them are not there, or not whole
    synchronized Cut cut(int position, Random random, Path image) throws IOException {
        int forced = position;
        while (forced > 0 && !entries.get(forced - 1).isForce()) {
            forced--;
        }
        int unforced = 0;
        int missing = 0;
        try (FileChannel to = create(image)) {
            to.write(ByteBuffer.allocate(1), size - 1);
            for (int i = 0; i < position; i++) {
                Entry entry = entries.get(i);
                if (entry.isForce()) {
                    continue;
                }
                int length = entry.length();
                if (i >= forced) {
                    unforced++;
                    length = left(length, random);
                    missing += length < entry.length() ? 1 : 0;
                }
                log.transferTo(entry.logged(), length, to.position(entry.at()));
            }
        }
        return new Cut(unforced, missing);
    }

    record Cut(int unforced, int missing) {}

    /// A third is there, a third is not, and of a third the first sectors are.
    private static int left(int length, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> length;
            case 1 -> 0;
            default -> random.nextInt(length / SECTOR + 1) * SECTOR;
        };
    }

    private void serve() {
        ByteBuffer in = buffer(IN_HEADER + WRITE_HEADER + LARGEST_WRITE + 4096);
        ByteBuffer out = buffer(OUT_HEADER + LARGEST_WRITE + 4096);
        try {
            while (true) {
                kernel.read(in.clear());
                in.flip();
                if (answer(in, out.clear())) {
                    out.putInt(0, out.position());
                    kernel.write(out.flip());
                }
            }
        } catch (IOException _) {
            // No such device any more: it was taken away.
        }
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /// Answers one request; false where none is wanted.
    private boolean answer(ByteBuffer in, ByteBuffer out) throws IOException {
        out.putInt(0).putInt(0).putLong(in.getLong(8));
        in.position(IN_HEADER);
        switch (in.getInt(4)) {
            case 2, 36, 42 -> {
                return false;
            }
            case 26 -> init(out);
            case 3, 4 -> attributes(out);
            case 14 -> out.putLong(0).putInt(0).putInt(0);
            case 15 -> read(in.getLong(IN_HEADER + 8), in.getInt(IN_HEADER + 16), out);
            case 16 -> write(in, out);
            case 20 -> force();
            case 18, 25, 38 -> {}
            case 17 -> out.put(new byte[80]);
            default -> out.putInt(4, -NOT_SUPPORTED);
        }
        return true;
    }

    private static void init(ByteBuffer out) {
        int bigWrites = 1 << 5;
        out.putInt(7).putInt(31).putInt(LARGEST_WRITE).putInt(bigWrites);
        out.putShort((short) 16).putShort((short) 12).putInt(LARGEST_WRITE).putInt(1);
        out.put(new byte[36]);
    }

    private void attributes(ByteBuffer out) {
        out.putLong(1000).putInt(0).putInt(0);
        out.putLong(1).putLong(size).putLong(size / SECTOR);
        out.put(new byte[24 + 12]);
        out.putInt(S_IFREG_0600).putInt(1).putInt(0).putInt(0).putInt(0).putInt(4096).putInt(0);
    }

    private void read(long at, int length, ByteBuffer out) throws IOException {
        int whole = (int) Math.max(0, Math.min(length, size - at));
        out.limit(out.position() + whole);
        long from = at;
        while (out.hasRemaining()) {
            int got = now.read(out, from);
            if (got < 0) {
                // What was never written is zeros.
                out.put(new byte[out.remaining()]);
            }
            from += got;
        }
        out.limit(out.capacity());
    }

    private synchronized void write(ByteBuffer in, ByteBuffer out) throws IOException {
        long at = in.getLong(IN_HEADER + 8);
        int length = in.getInt(IN_HEADER + 16);
        in.position(IN_HEADER + WRITE_HEADER).limit(IN_HEADER + WRITE_HEADER + length);
        now.write(in.duplicate(), at);
        log.write(in, logged);
        entries.add(new Entry(at, length, logged));
        logged += length;
        out.putInt(length).putInt(0);
    }

    private synchronized void force() {
        entries.add(new Entry(0, 0, 0));
    }

    @Override
    public void close() throws IOException {
        try {
            RunningGateway.run("umount", file.toString());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        kernel.close();
        now.close();
        log.close();
    }
}
