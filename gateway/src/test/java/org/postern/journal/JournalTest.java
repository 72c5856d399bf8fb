package org.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.settings.Settings;

/// The journal from an event to the database, with a disk and a database that fail on command.
@Tag("slow")
@Timeout(60)
class JournalTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir Path temp;

    private final Samples samples = new Samples(3);
    private final TestDisk disk = new TestDisk();
    private final FakeFiling database = new FakeFiling();
    private Map<String, String> settings = Map.of();

    @Test
    void everyEventIsFiledOnceAndInOrder() throws Exception {
        List<Event> told = new ArrayList<>();
        try (Journal journal = open()) {
            for (int i = 0; i < 1_200; i++) {
                told.add(dossier());
            }
            told.addAll(samples.otherEvents());
            told.forEach(journal::record);
            assertThat(journal.awaitFiled(SOON)).isTrue();
            assertThat(journal.backlog().isEmpty()).isTrue();
        }
        assertThat(database.rows()).isEqualTo(told);
        assertThat(database.batches()).allMatch(size -> size <= JournalWriter.GROUP);
    }

    @Test
    void filesAreOursAloneAndGoWhenTheyAreFiled() throws Exception {
        settings = Map.of("journal.segment", "64KiB");
        try (Journal journal = open()) {
            database.down(true);
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 100; i++) {
                    journal.record(dossier());
                }
                assertThat(journal.awaitFiled(Duration.ofMillis(50))).isFalse();
            }
            assertThat(Files.getPosixFilePermissions(folder()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            await().atMost(SOON).until(() -> segments().size() > 1);
            for (Path file : segments()) {
                assertThat(Files.getPosixFilePermissions(file))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
            database.down(false);
            assertThat(journal.awaitFiled(SOON)).isTrue();
            assertThat(segments()).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(segments()).isEmpty();
        assertThat(judged()).hasSize(300);
    }

    /// The order that makes a new file durable, and the first events in it.
    @Test
    void j4_draftForceRenameForceFolderThenWriteAndForce() throws Exception {
        try (Journal journal = open()) {
            journal.record(dossier());
            assertThat(journal.awaitFiled(SOON)).isTrue();
            assertThat(disk.calls())
                    .containsExactly(
                            "create journal.draft",
                            "force",
                            "rename journal",
                            "force-folder",
                            "write",
                            "force");
        }
        assertThat(disk.calls()).endsWith("force", "delete journal");
    }

    /// An error of force closes the file for good: the next event goes to another file, no force is tried again on the
    /// first, and what the first holds is filed all the same.
    @Test
    void j5_afterAFailedForceTheFileIsGivenUp() throws Exception {
        try (Journal journal = open()) {
            journal.record(dossier());
            assertThat(journal.awaitFiled(SOON)).isTrue();
            int before = disk.calls().size();
            disk.fail("force", 0);
            journal.record(dossier());
            assertThat(journal.awaitFiled(SOON)).isTrue();
            assertThat(disk.calls().subList(before, disk.calls().size()))
                    .startsWith("write", "force")
                    .doesNotHaveDuplicates();
            awaitRecorded(journal);
            List<String> after = disk.calls().subList(before, disk.calls().size());
            assertThat(after.subList(2, after.size())).contains("create journal.draft");
            assertThat(after.subList(2, after.indexOf("create journal.draft")))
                    .doesNotContain("force");
        }
        assertThat(alarms()).contains("journal-force");
    }

    /// Every call that can fail does so once, at every place where it occurs: events may be lost and are counted then, but
    /// nobody is held up, what was not lost is filed once, and the journal recovers.
    @Test
    void j5_everyCallFailsOnceAndTheJournalGoesOn() throws Exception {
        settings = Map.of("journal.segment", "64KiB");
        var all = new ArrayList<Future<?>>();
        // After its failure each pauses for a second: all at the same time.
        try (var together = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String kind : List.of("create", "force", "rename", "force-folder", "write")) {
                for (int n = 0; n < 2; n++) {
                    int which = n;
                    all.add(
                            together.submit(() -> {
                                fails(kind, which);
                                return true;
                            }));
                }
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    private void fails(String kind, int n) throws Exception {
        var bad = new TestDisk();
        var base = new FakeFiling();
        Path folder = temp.resolve(kind + n);
        int told = 0;
        try (Journal journal = open(folder, bad, base)) {
            bad.fail(kind, n);
            while (bad.failures() == 0) {
                for (int i = 0; i < 60; i++) {
                    journal.record(dossier());
                    told++;
                }
                assertThat(journal.awaitFiled(SOON)).isTrue();
            }
            awaitRecorded(journal, base);
            long lost =
                    journal.counters().entrySet().stream()
                            .filter(it -> it.getKey().startsWith("lost."))
                            .mapToLong(Map.Entry::getValue)
                            .sum();
            long filed = base.rows().stream().filter(it -> it instanceof Event.Judged).count();
            assertThat(filed + lost).as("%s %d", kind, n).isGreaterThanOrEqualTo(told);
            assertThat(journal.counters().keySet()).anyMatch(it -> it.startsWith("alarm.journal-"));
        }
    }

    @Test
    void aFullDiskLosesEventsLoudlyAndHurtsNobody() throws Exception {
        try (Journal journal = open()) {
            disk.failAll("write");
            for (int i = 0; i < 100; i++) {
                journal.record(dossier());
            }
            assertThat(journal.awaitFiled(SOON)).isTrue();
            // The first group meets the full disk; what comes in the pause after it is lost without
            // another try.
            assertThat(journal.counters().get("lost.write")).isPositive();
            assertThat(lost(journal)).isEqualTo(100);
            disk.heal();
            awaitRecorded(journal);
        }
        assertThat(alarms()).contains("journal-write");
    }

    private static long lost(Journal journal) {
        return journal.counters().entrySet().stream()
                .filter(it -> it.getKey().startsWith("lost."))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Test
    void j8_databaseDownAtStartAndLaterEverythingIsFiledOnce() throws Exception {
        database.down(true);
        var told = new ArrayList<Event>();
        try (Journal journal = open()) {
            for (int i = 0; i < 700; i++) {
                Event event = dossier();
                told.add(event);
                journal.record(event);
            }
            assertThat(journal.awaitFiled(Duration.ofMillis(200))).isFalse();
            assertThat(journal.backlog().events()).isGreaterThanOrEqualTo(700);
            assertThat(journal.backlog().octets()).isPositive();
            database.loseAnswers(2);
            database.down(false);
            assertThat(journal.awaitFiled(SOON)).isTrue();
        }
        assertThat(judged()).isEqualTo(told);
        assertThat(alarms()).contains("database");
    }

    @Test
    void j8_databaseDownUntilTheNextStart() throws Exception {
        database.down(true);
        Event event = dossier();
        try (Journal journal = open()) {
            journal.record(event);
            assertThat(journal.awaitFiled(Duration.ofMillis(100))).isFalse();
        }
        assertThat(segments()).hasSize(1);
        database.down(false);
        try (Journal journal = open()) {
            await().atMost(SOON).until(() -> journal.backlog().isEmpty());
        }
        assertThat(judged()).containsExactly(event);
        assertThat(segments()).isEmpty();
    }

    @Test
    void j8_aBacklogPastItsBoundLosesEventsLoudly() throws Exception {
        settings = Map.of("journal.backlog", "1MiB");
        database.down(true);
        int told = 0;
        try (Journal journal = open()) {
            while (!journal.counters().containsKey("lost.backlog")) {
                journal.record(dossier());
                told++;
            }
            assertThat(journal.backlog().octets()).isLessThanOrEqualTo(1 << 20);
            database.down(false);
            assertThat(journal.awaitFiled(SOON)).isTrue();
            long lost = journal.counters().get("lost.backlog");
            assertThat(judged().size() + lost).isGreaterThanOrEqualTo(told);
            assertThat(judged()).hasSizeGreaterThan(100);
        }
    }

    /// A position that a killed process left behind is used; a file that it had not deleted yet is filed again, which
    /// changes nothing.
    @Test
    void j12_cutAtEveryPlaceOfTheLastTwoRecordsAllOthersAreFiled() throws Exception {
        var buffer = new GroupBuffer();
        var told = new ArrayList<Event>();
        int[] ends = new int[4];
        for (int i = 0; i < 4; i++) {
            told.add(dossier());
            buffer.add(told.get(i));
            ends[i] = buffer.size();
        }
        for (int cut = ends[1]; cut <= ends[3]; cut += cut < ends[3] - 40 ? 37 : 1) {
            Path folder = temp.resolve("cut" + cut);
            var base = new FakeFiling();
            segment(folder, buffer.all().limit(cut));
            try (Journal journal = open(folder, disk, base)) {
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(2))
                        .atMost(SOON)
                        .until(() -> journal.backlog().isEmpty());
            }
            int whole = cut < ends[2] ? 2 : cut < ends[3] ? 3 : 4;
            assertThat(base.rows()).as("cut at %d", cut).isEqualTo(told.subList(0, whole));
            assertThat(Disk.list(folder, "")).as("cut at %d", cut).isEmpty();
        }
    }

    @Test
    void j12_aDamagedRecordIsSetAsideWithAnAlarmAndTheRestIsFiled() throws Exception {
        var buffer = new GroupBuffer();
        var told = new ArrayList<Event>();
        int second = 0;
        for (int i = 0; i < 3; i++) {
            second = i == 1 ? buffer.size() : second;
            told.add(dossier());
            buffer.add(told.get(i));
        }
        ByteBuffer octets = buffer.all();
        octets.put(second + 300, (byte) (octets.get(second + 300) ^ 1));
        segment(folder(), octets);
        try (Journal journal = open()) {
            await().atMost(SOON).until(() -> journal.backlog().isEmpty());
        }
        assertThat(judged()).containsExactly(told.get(0), told.get(2));
        assertThat(alarms()).containsExactly("journal-corrupt");
        assertThat(Disk.list(folder().resolve("corrupt"), ".damaged")).hasSize(1);
    }

    @Test
    void j12_whatNobodyUnderstandsIsSetAside() throws Exception {
        var buffer = new GroupBuffer();
        foreign(buffer);
        Event event = dossier();
        buffer.add(event);
        segment(folder(), buffer.all());
        try (Journal journal = open()) {
            await().atMost(SOON).until(() -> journal.backlog().isEmpty());
        }
        assertThat(judged()).containsExactly(event);
        assertThat(Disk.list(folder().resolve("corrupt"), ".refused")).hasSize(1);
    }

    /// Filing is tried again and again until the database takes it, and meets the same records each time.
    @Test
    void j8_whatCannotBeReadIsSetAsideOnceAndNotAtEveryTry() throws Exception {
        var buffer = new GroupBuffer();
        Event event = dossier();
        buffer.add(event);
        int second = buffer.size();
        buffer.add(dossier());
        foreign(buffer);
        ByteBuffer octets = buffer.all();
        octets.put(second + 300, (byte) (octets.get(second + 300) ^ 1));
        segment(folder(), octets);
        database.full(true);
        try (Journal journal = open()) {
            await().atMost(SOON).until(() -> database.tries() >= 4);
            assertThat(disk.calls())
                    .filteredOn(it -> it.startsWith("rename") && it.endsWith(".refused"))
                    .hasSize(1);
            assertThat(disk.calls())
                    .filteredOn(it -> it.startsWith("rename") && it.endsWith(".damaged"))
                    .hasSize(1);
            assertThat(journal.counters().get("alarm.journal-corrupt")).isEqualTo(2);
            database.full(false);
            await().atMost(SOON).until(() -> journal.backlog().isEmpty());
        }
        assertThat(judged()).containsExactly(event);
        assertThat(Disk.list(folder().resolve("corrupt"), "")).hasSize(2);
    }

    /// A record whose check sum is right and whose meaning nobody knows.
    private static void foreign(GroupBuffer buffer) {
        byte[] text = "{\"format\":7}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] frame = new byte[Frames.HEADER + text.length];
        System.arraycopy(text, 0, frame, Frames.HEADER, text.length);
        Frames.seal(frame, 0, text.length);
        buffer.write(frame, 0, frame.length);
    }

    @Test
    void whatTheDatabaseRefusesIsSetAsideAndTheRestIsFiled() throws Exception {
        database.refuse("bad-apple");
        try (Journal journal = open()) {
            journal.record(dossier());
            journal.record(
                    new Event.HeldDeleted(samples.stamp(), samples.stamp().id(), "bad-apple"));
            journal.record(dossier());
            assertThat(journal.awaitFiled(SOON)).isTrue();
        }
        assertThat(judged()).hasSize(2);
        assertThat(Disk.list(folder().resolve("corrupt"), ".refused")).hasSize(1);
        assertThat(alarms()).containsExactly("journal-corrupt");
    }

    /// While the disk hangs, callers wait for a place in the queue, but not longer than their patience.
    @Test
    void aFullQueueHoldsCallersUpForABoundedTime() throws Exception {
        var intake = new Intake(new Intake.Bound(2, 1 << 20), new Intake.Bound(10, 1 << 20));
        assertThat(intake.put(dossier(), 0)).isTrue();
        assertThat(intake.put(dossier(), 0)).isTrue();
        assertThat(intake.put(dossier(), 1_000)).isFalse();
        var group = new ArrayList<Event>();
        var writer =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            try {
                                intake.take(group, 0, 0);
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        });
        writer.start();
        assertThat(intake.put(dossier(), SOON.toNanos())).isTrue();
        writer.join();
        assertThat(group).hasSize(2);
        assertThat(intake.accepted()).isEqualTo(3);
    }

    @Test
    void f8_aFloodIsCountedAndToldAsANumber() throws Exception {
        settings = Map.of("journal.flood", "10");
        try (Journal journal = open()) {
            for (int i = 0; i < 10_000; i++) {
                journal.record(
                        new Event.SessionFailed(
                                journal.stamp(), "192.0.2.66", "bare-lf", "x".repeat(5000)));
            }
            journal.record(new Event.SiteChanged(journal.stamp(), 7, "ann", "route"));
            journal.record(dossier());
            assertThat(journal.counters().get("session-failed.bare-lf")).isEqualTo(10_000);
        }
        List<Event> rows = database.rows();
        assertThat(rows).filteredOn(it -> it instanceof Event.SessionFailed).hasSize(10);
        assertThat(rows).filteredOn(it -> it instanceof Event.SiteChanged).hasSize(1);
        assertThat(rows).filteredOn(it -> it instanceof Event.Judged).hasSize(1);
        assertThat(rows)
                .filteredOn(it -> it instanceof Event.Flood)
                .singleElement()
                .satisfies(it -> assertThat(((Event.Flood) it).unrecorded()).isEqualTo(9_990));
    }

    private Event dossier() {
        synchronized (samples) {
            return new Event.Judged(samples.dossier());
        }
    }

    /// Tells events until one is filed: after a failure the journal pauses, and loses what is told in the pause.
    private void awaitRecorded(Journal journal) {
        awaitRecorded(journal, database);
    }

    private void awaitRecorded(Journal journal, FakeFiling base) {
        await().atMost(SOON)
                .until(() -> {
                    Event event = dossier();
                    journal.record(event);
                    return journal.awaitFiled(SOON) && base.rows().contains(event);
                });
    }

    private List<Event> judged() {
        return database.rows().stream().filter(it -> it instanceof Event.Judged).toList();
    }

    private List<String> alarms() {
        return database.rows().stream()
                .filter(it -> it instanceof Event.Alarm)
                .map(it -> ((Event.Alarm) it).what())
                .toList();
    }

    private Path folder() {
        return temp.resolve("journal");
    }

    private List<Path> segments() throws IOException {
        return Disk.list(folder(), JournalWriter.ENDING);
    }

    private void segment(Path folder, ByteBuffer octets) throws IOException {
        new Disk().folder(folder);
        Path file = folder.resolve(samples.stamp().id() + JournalWriter.ENDING);
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            new Disk().write(channel, octets);
        }
    }

    private Journal open() throws IOException {
        return open(folder(), disk, database);
    }

    private Journal open(Path folder, Disk on, Filing into) throws IOException {
        return Journal.open(
                folder,
                on,
                "mx1.example.org",
                JournalSettings.from(Settings.of(settings)),
                into,
                InstantSource.system());
    }
}
