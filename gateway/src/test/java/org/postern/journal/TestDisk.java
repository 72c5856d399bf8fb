package org.postern.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A disk that writes down what it is asked, and fails on command. Names are shortened to their endings, so that an order
/// can be compared.
final class TestDisk extends Disk {
    private final List<String> calls = new ArrayList<>();
    private String failing = "";
    private int failAt = -1;
    private boolean forGood;
    private int failures;

    /// Lets the n-th call of a kind from now on fail (0 is the next).
    synchronized void fail(String kind, int n) {
        failing = kind;
        failAt = n;
        forGood = false;
    }

    /// Lets all calls of a kind fail until [#heal].
    synchronized void failAll(String kind) {
        failing = kind;
        failAt = 0;
        forGood = true;
    }

    synchronized void heal() {
        failAt = -1;
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    synchronized int failures() {
        return failures;
    }

    @Override
    FileChannel create(Path file) throws IOException {
        call("create", ending(file));
        return super.create(file);
    }

    @Override
    void write(FileChannel channel, ByteBuffer octets) throws IOException {
        try {
            call("write", "");
        } catch (IOException e) {
            // As a full disk does: a part is written.
            octets.limit(octets.position() + octets.remaining() / 2);
            super.write(channel, octets);
            throw e;
        }
        super.write(channel, octets);
    }

    @Override
    void force(FileChannel channel) throws IOException {
        call("force", "");
        super.force(channel);
    }

    @Override
    void rename(Path from, Path to) throws IOException {
        call("rename", ending(to));
        super.rename(from, to);
    }

    @Override
    void forceFolder(Path folder) throws IOException {
        call("force-folder", "");
        super.forceFolder(folder);
    }

    @Override
    void delete(Path file) throws IOException {
        call("delete", ending(file));
        super.delete(file);
    }

    private synchronized void call(String kind, String what) throws IOException {
        calls.add(what.isEmpty() ? kind : kind + " " + what);
        if (kind.equals(failing) && failAt >= 0) {
            if (failAt == 0) {
                failAt = forGood ? 0 : -1;
                failures++;
                throw new IOException("input/output error in " + kind);
            }
            failAt--;
        }
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.indexOf('.') + 1);
    }
}
