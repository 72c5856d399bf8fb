package org.postern.blocklist.table;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Memory outside the heap. A list of ten million prefixes is a third of what the gateway's heap may have; in the heap, making a table
/// would end the process, and each collection would copy it while everybody waits. The JDK's own
/// way to such memory counts against the limit of the buffers in which messages travel, so this asks the C library.
final class NativeMemory {
    private static final MethodHandle CALLOC =
            function("calloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(ADDRESS));

    private static final MethodHandle MADVISE =
            function("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private static final long PAGE = 4096;
    private static final long LARGE_PAGE = 2 << 20;
    private static final int MADV_HUGEPAGE = 14;

    private NativeMemory() {}

    /// Octets that are 0, and that take no room before they are written. They are given back when the arena is closed, or
    /// when nobody holds them any longer if it is one that closes by itself.
    ///
    /// @throws MemoryIsShort there is not so much
    @SuppressWarnings("restricted") // the length is the one that was asked for
    static MemorySegment allocate(Arena arena, long octets) {
        MemorySegment found;
        try {
            found = (MemorySegment) CALLOC.invokeExact(1L, Math.max(octets, 1));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (found.address() == 0) {
            throw new MemoryIsShort(octets);
        }
        MemorySegment memory = found.reinterpret(octets, arena, NativeMemory::free);
        if (octets >= 2 * LARGE_PAGE) {
            askForLargePages(memory);
        }
        return memory;
    }

    /// Searches jump about: with small pages, each jump would cost a walk through the page table besides. A kernel that gives none is not
    /// asked twice.
    private static void askForLargePages(MemorySegment memory) {
        long from = -memory.address() & PAGE - 1;
        try {
            int _ =
                    (int)
                            MADVISE.invokeExact(
                                    memory.asSlice(from),
                                    memory.byteSize() - from & -PAGE,
                                    MADV_HUGEPAGE);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void free(MemorySegment memory) {
        try {
            FREE.invokeExact(memory);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // both are as the C standard has them
    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }
}
