package org.postern.blocklist.table;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Numbers outside the heap, as many as come. For one thread.
final class Longs implements AutoCloseable {
    private static final int FIRST = 1 << 10;

    /// So many are sorted in the heap at once.
    private static final int RUN = 1 << 17;

    /// Which of two numbers comes first.
    @FunctionalInterface
    interface Order {
        int compare(long one, long other);
    }

    private Arena arena = Arena.ofConfined();
    private MemorySegment memory;
    private int size;

    Longs() {
        memory = NativeMemory.allocate(arena, 8L * FIRST);
    }

    int size() {
        return size;
    }

    long get(int at) {
        return memory.getAtIndex(JAVA_LONG, at);
    }

    void add(long number) {
        if (8L * size == memory.byteSize()) {
            grow();
        }
        memory.setAtIndex(JAVA_LONG, size++, number);
    }

    private void grow() {
        Arena larger = Arena.ofConfined();
        MemorySegment room;
        try {
            room = NativeMemory.allocate(larger, memory.byteSize() * 3 / 2 & ~7L);
        } catch (MemoryIsShort e) {
            larger.close();
            throw e;
        }
        room.copyFrom(memory);
        replace(larger, room);
    }

    private void replace(Arena by, MemorySegment room) {
        arena.close();
        arena = by;
        memory = room;
    }

    /// Puts the least first: runs by the JDK's sort, which is quick where there is order already, then merged.
    void sort() {
        long[] heap = new long[Math.min(size, RUN)];
        for (int from = 0; from < size; from += RUN) {
            int length = Math.min(RUN, size - from);
            MemorySegment.copy(memory, JAVA_LONG, 8L * from, heap, 0, length);
            Arrays.sort(heap, 0, length);
            MemorySegment.copy(heap, 0, memory, JAVA_LONG, 8L * from, length);
        }
        mergeRuns(RUN, Long::compare);
    }

    /// Puts first what an order says. Equal ones stay as they are.
    void sort(Order order) {
        mergeRuns(1, order);
    }

    private void mergeRuns(int first, Order order) {
        if (size <= first) {
            return;
        }
        Arena spareArena = Arena.ofConfined();
        try {
            MemorySegment from = memory;
            boolean isMoved = false;
            MemorySegment to = NativeMemory.allocate(spareArena, 8L * size);
            for (long run = first; run < size; run *= 2) {
                for (long start = 0; start < size; start += 2 * run) {
                    long middle = Math.min(start + run, size);
                    long end = Math.min(start + 2 * run, size);
                    merge(from, to, start, middle, end, order);
                }
                MemorySegment done = to;
                to = from;
                from = done;
                isMoved = !isMoved;
            }
            if (isMoved) {
                Arena kept = spareArena;
                spareArena = arena;
                arena = kept;
                memory = from;
            }
        } finally {
            spareArena.close();
        }
    }

    private static void merge(
            MemorySegment from, MemorySegment to, long start, long middle, long end, Order order) {
        if (middle == end || order.compare(at(from, middle - 1), at(from, middle)) <= 0) {
            MemorySegment.copy(from, 8 * start, to, 8 * start, 8 * (end - start));
            return;
        }
        long left = start;
        long right = middle;
        for (long at = start; at < end; at++) {
            boolean takeLeft =
                    left < middle
                            && (right == end
                                    || order.compare(at(from, left), at(from, right)) <= 0);
            to.setAtIndex(JAVA_LONG, at, at(from, takeLeft ? left++ : right++));
        }
    }

    private static long at(MemorySegment memory, long index) {
        return memory.getAtIndex(JAVA_LONG, index);
    }

    @Override
    public void close() {
        arena.close();
    }
}
