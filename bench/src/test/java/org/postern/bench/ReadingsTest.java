package org.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadingsTest {
    @Test
    void takesTheNewestCountOfTheSink() {
        assertThat(Readings.sinkCount("sess=1 quit=0 mesg=0\rsess=1 quit=0 mesg=1\rsess=2 q"))
                .hasValue(1);
        assertThat(Readings.sinkCount("sess=206 quit=196 mesg=500\r")).hasValue(500);
    }

    @Test
    void aCountThatIsCutOffIsNoCount() {
        assertThat(Readings.sinkCount("sess=1 quit=0 mesg=12")).isEmpty();
        assertThat(Readings.sinkCount("")).isEmpty();
    }

    @Test
    void readsLinesOfProc() {
        String status = "Name:\tjava\nVmHWM:\t  180000 kB\nVmRSS:\t  123456 kB\nThreads:\t30\n";
        assertThat(Readings.octets(status, "VmRSS")).hasValue(123_456L * 1024);
        assertThat(Readings.octets(status, "Threads")).isEmpty();
        assertThat(Readings.octets(status, "RSS")).isEmpty();
    }

    @Test
    void addsUpTheSpacesOfTheHeapAndNothingElse() {
        String serial =
                """
                4711:
                 DefNew     total 19712K, used 3513K [0x00000000f0000000, 0x00000000f1560000)
                  eden space 17536K,  20% used [0x00000000f0000000, 0x00000000f036e5d8)
                  from space 2176K,   0% used [0x00000000f1120000, 0x00000000f1120000)
                 Tenured    total 43712K, used 1000K [0x00000000f5550000, 0x00000000f8000000)
                   the  space 43712K,   2% used [0x00000000f5550000, 0x00000000f564a0d0)
                 Metaspace       used 22334K, committed 22784K, reserved 1114112K
                  class space    used 2345K, committed 2560K, reserved 1048576K
                """;
        assertThat(Readings.heapUsed(serial)).hasValue(4513L * 1024);
        String g1 =
                """
                4711:
                 garbage-first heap   total reserved 1048576K, committed 65536K, used 5132K [0xc, 0xd)
                  region size 1024K, 3 young (3072K), 2 survivors (2048K)
                 Metaspace       used 334K, committed 512K, reserved 1114112K
                """;
        assertThat(Readings.heapUsed(g1)).hasValue(5132L * 1024);
        assertThat(Readings.heapUsed("4711:\nno such process")).isEmpty();
    }

    @Test
    void addsUpProcessorTimeWhateverTheProgramIsCalled() {
        String stat =
                "4711 (a (bad) name) S 1 4711 4711 0 -1 4194560 5000 6000 7 8 100 20 3 4 20 0 30 0 999";
        assertThat(Readings.ticks(stat)).isEqualTo(127);
    }
}
